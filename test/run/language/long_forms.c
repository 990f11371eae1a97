// RUN: %every_way %t %s
// LIFEGUARD_NO_KEYWORDS leaves only the long forms, and the short words to the user.
#define LIFEGUARD_NO_KEYWORDS
#include "check.h"
LOG;

static int async, await = 3, spawn, future = 4, lifecycle, instrument;

lg_async int work(int block_on)
{
    int x = lg_await later(block_on), y = 0;
    lg_await_all(y = later(x + await), lg_yield_now());
    int first = lg_await_any(after(9, 1), y = later(y + future));
    int error = lg_await_timeout(1000, later(first));
    lg_task *t = lg_spawn(later(y));
    lg_await lg_join(t, &y);
    lg_future *f = lg_boxed_future(later(y * 2));
    lg_await lg_future_await(f, &y);
    lg_future_drop(f);
    return y + error + async + spawn + lifecycle + instrument;
}

int main(void)
{
    CHECK(lg_block_on(work(1)) == 16);
    lg_runtime *rt = lg_runtime_new(NULL);
    lg_detach(lg_spawn_in(rt, work(2)));
    CHECK(lg_block_on_in(rt, work(3)) == 20);
    lg_runtime_drop(rt);
}
