// RUN: %every_way %t %s
// A future that is dropped, in each of its states, drops what it waits for and nothing else.
#include "check.h"
LOG;

async int inner(int n)
{
    int sum = await after(1, n);
    sum += await after(1, n + 1);
    return sum;
}

async int outer(void)
{
    int sum = await inner(10);
    for (int i = 0; i < 2; i++)
        sum += await after(1, 30 + i);
    int a, b;
    await_all(a = inner(40), b = after(3, 50));
    await_any(a = inner(60), b = after(1, 70));
    await_timeout(1000, b = inner(80));
    return sum + a + b;
}

static const char *const dropped_at[] = {
    "",        "drop:10", "drop:11",       "drop:30",      "drop:31", "drop:50 drop:40", "drop:50 drop:41",
    "drop:50",
};

int main(void)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    for (int polls = 0; polls < (int)(sizeof dropped_at / sizeof *dropped_at); polls++) {
        lg_future *f = future(outer());
        for (int i = 0; i < polls; i++)
            CHECK(lg_future_poll(f, &cx, NULL) == LG_PENDING);
        lg_future_drop(f);
        CHECK_LOG(dropped_at[polls]);
    }
}
