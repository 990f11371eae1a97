// RUN: %every_way %t %s
// future(): made in any function, polled by hand and by await, collected, dropped in every state.
#include "check.h"
LOG;

async int work(int n)
{
    await later(n);
    return await later(n + 1);
}

async void nothing(void)
{
    await later(0);
}

struct entry {
    lg_future *future;
};

static lg_future *make(int n)
{
    return n ? future(work(n)) : future(nothing());
}

async int collected(int n)
{
    struct entry list[4];
    for (int i = 0; i < n; i++)
        list[i].future = future(work(await later(i)));
    int sum = 0;
    for (int i = 0; i < n; i++) {
        int x;
        await lg_future_await(list[i].future, &x);
        lg_future_drop(list[i].future);
        sum = sum * 10 + x;
    }
    return sum;
}

async int together(void)
{
    lg_future *a = make(1), *b = make(5), *c = make(0);
    int x, y;
    await_all(lg_future_await(a, &x), lg_future_await(b, &y), lg_future_await(c, NULL));
    lg_future_drop(a);
    lg_future_drop(b);
    lg_future_drop(c);
    return x + y;
}

/* A wait that is cancelled leaves the box as it is. */
async int kept(void)
{
    lg_future *f = make(3);
    int x = 0;
    CHECK(await_any(lg_future_await(f, &x), lg_yield_now(), after(0, 0)) == 2);
    await lg_future_await(f, &x);
    lg_future_drop(f);
    return x;
}

int main(void)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    int x = 0;

    lg_future *f = make(1);
    CHECK(strcmp(lg_future_type_of(f)->name, "work") == 0);
    CHECK(lg_future_poll(f, &cx, &x) == LG_PENDING && lg_future_poll(f, &cx, &x) == LG_PENDING && x == 0);
    CHECK(lg_future_poll(f, &cx, &x) == LG_READY && x == 2);
    lg_future_drop(f);
    CHECK_LOG("");

    f = make(1);
    lg_future_drop(f);
    CHECK_LOG("");

    f = make(1);
    CHECK(lg_future_poll(f, &cx, NULL) == LG_PENDING);
    lg_future_drop(f);
    CHECK_LOG("drop:1");

    f = make(1);
    CHECK(lg_future_poll(f, &cx, NULL) == LG_PENDING && lg_future_poll(f, &cx, NULL) == LG_PENDING);
    lg_future_drop(f);
    CHECK_LOG("drop:2");

    f = make(1);
    while (lg_future_poll(f, &cx, NULL) == LG_PENDING)
        ;
    lg_future_drop(f);
    lg_future_drop(NULL);
    CHECK_LOG("");

    CHECK(block_on(collected(3)) == 123);
    CHECK(block_on(together()) == 8);
    CHECK(block_on(kept()) == 4);
}
