// RUN: %every_way %t %s
// Recursion, direct and mutual, by every way of waiting, and dropped half way.
#include "check.h"
LOG;

async int fibonacci(int n)
{
    if (n < 2)
        return n;
    int a, b;
    await_all(a = fibonacci(n - 1), b = fibonacci(n - 2));
    return a + b;
}

async int down(int n)
{
    int x = 0;
    if (!n)
        return await later(1);
    if (await_any(x = down(n - 1)) == 0)
        x++;
    return x;
}

async int timed(int n)
{
    int x = 0;
    if (!n)
        return 0;
    return await_timeout(1000, x = timed(n - 1)) ? -1 : x + 1;
}

async int spawned(int n)
{
    int x;
    if (!n)
        return 0;
    lg_task *task = spawn(spawned(n - 1));
    return await lg_join(task, &x) ? -1 : x + 1;
}

async int pong(int n);
static async int ping(int n)
{
    char text[16];
    snprintf(text, sizeof text, "%d", n);
    int x = n ? await pong(n - 1) : await after(3, 7);
    return x + (atoi(text) == n);
}
async int pong(int n)
{
    return await ping(n) + 1;
}

int main(void)
{
    CHECK(block_on(fibonacci(10)) == 55);
    CHECK(block_on(down(20)) == 21);
    CHECK(block_on(timed(10)) == 10);
    CHECK(block_on(spawned(10)) == 10);
    CHECK(block_on(pong(4)) == 7 + 5 + 5);

    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    lg_future *f = future(ping(50));
    CHECK(lg_future_poll(f, &cx, NULL) == LG_PENDING && lg_future_poll(f, &cx, NULL) == LG_PENDING);
    lg_future_drop(f);
    CHECK_LOG("drop:7");
}
