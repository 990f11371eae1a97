// RUN: %cc_runtime -O0 %plugin %s -o %t && (ulimit -s 8192 && %t)
// RUN: %cc_runtime -O2 %plugin %s -o %t && (ulimit -s 8192 && %t)
// RUN: %lg lower -std=gnu11 %s -o %t.c && %gcc -I %S -O0 %t.c -o %t %libs && (ulimit -s 8192 && %t)
// Recursion 10,000 deep in a stack of 8 MiB, direct, mutual and through pointers, polled, finished and dropped.
#include "check.h"
LOG;

enum { DEPTH = 10000 };

static async int direct(int n)
{
    return n ? await direct(n - 1) + 1 : await later(0);
}

static async int pong(int n);
static async int ping(int n)
{
    return n ? await pong(n - 1) + 1 : await later(0);
}
static async int pong(int n)
{
    return n ? await ping(n - 1) + 1 : await later(0);
}

struct link;
typedef async int (*follow)(const struct link *, int);
struct link {
    follow next;
};
static async int through(const struct link *link, int n)
{
    return n ? await link->next(link, n - 1) + 1 : await later(0);
}

/* With more than one thing to wait for at each level. */
static async int joined(follow self, const struct link *link, int n)
{
    int a = 0;
    if (n)
        await_all(a = joined(self, link, n - 1), later(0));
    else
        a = await self(link, 0);
    return a + 1;
}

static void drop(lg_future *f)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    CHECK(lg_future_poll(f, &cx, NULL) == LG_PENDING);
    lg_future_drop(f);
    CHECK_LOG("drop:0");
}

int main(void)
{
    const struct link link = {through};
    CHECK(block_on(direct(DEPTH)) == DEPTH);
    CHECK(block_on(ping(DEPTH)) == DEPTH);
    CHECK(block_on(through(&link, DEPTH)) == DEPTH);
    CHECK(block_on(link.next(&link, DEPTH)) == DEPTH);
    CHECK(block_on(joined(through, &link, DEPTH)) == DEPTH + 1);
    drop(future(direct(DEPTH)));
    drop(future(pong(DEPTH)));
    drop(future(link.next(&link, DEPTH)));
}
