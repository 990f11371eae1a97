// RUN: %every_way %t %s
// Macros of the user with the names of everything the lowering may add, whose expansion no compiler takes.
#include "check.h"
#define self 1x
#define cx 2x
#define out 3x
#define state 4x
#define child 5x
#define poll 6x
#define init 7x
#define drop 8x
#define type 9x
#define size 10x
#define name 11x
#define done 12x
#define start 13x
#define sleep 14x
#define winner 15x
#define timed_out 16x
#define result 17x
#define box 18x
#define task 19x
#define place 20x
#define runtime 21x
LOG;

async int f(int n)
{
    int a = 0, b = 0;
    await_all(a = later(1), b = later(n));
    int w = await_any(a = later(2), lg_sleep_ms(1000)) + await_timeout(5000, b = later(3));
    int *p = &(int){n};
    lg_task *t = spawn(later(*p));
    await lg_join(t, &a);
    lg_future *q = future(later(4));
    await lg_future_await(q, &b);
    lg_future_drop(q);
    return a + b + w;
}

int main(void)
{
    lg_runtime *rt = lg_runtime_new(NULL);
    lg_detach(spawn_in(rt, f(1)));
    CHECK(block_on_in(rt, f(2)) == 6);
    lg_runtime_drop(rt);
    CHECK(block_on(f(1)) == 5);
}
