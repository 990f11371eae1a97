// RUN: %every_way %t %s
// await_all and its relatives, spawn and future in conditions, in steps of loops, and beside each other.
#include "check.h"
LOG;

async int ready(int n)
{
    return n;
}

async int combined(int n)
{
    int a = 0, b = 0;
    if (n && await_any(a = later(1), b = ready(2)) == 1 && !await_timeout(10, a = later(3)))
        a += 10;
    while (await_any(later(1), ready(n)) && n--)
        b++;
    int k = await_timeout(5, later(1)) ? 1 : await_any(ready(1), later(1)) + 2;
    if (n < 0)
        (await_all(a = later(a), b = later(b)), k++);
    switch (await_any(later(1), later(2))) {
    case 0:
        k += 100;
    }
    for (await_all(later(1)); k < 105; await_all(k = later(k + 1)))
        ;
    return a * 1000 + b * 10 + k;
}

struct context {
    lg_runtime *runtime;
    int n;
};

async int handed_over(struct context *c)
{
    lg_task *tasks[2] = {spawn(later(await later(1))),
                         spawn_in(c->runtime ? c->runtime : lg_runtime_current(), later(2))};
    int x = 0, y = 0;
    int error = await lg_join(tasks[0], &x) + await lg_join(tasks[1], &y);
    lg_future *box = c->n ? future(later(await later(3))) : NULL;
    if (box)
        await lg_future_await(box, &c->n);
    lg_future_drop(box);
    return error + x + y + c->n;
}

#define RUN(e) block_on(e)

static int ordinary(struct context *c)
{
    int total = 0;
    for (int i = RUN(later(0)); i < RUN(later(2)); i++)
        total += c->n > 0 ? RUN(handed_over(c)) : block_on(later(block_on(later(9))));
    return total;
}

int main(void)
{
    CHECK(block_on(combined(2)) == 13 * 1000 + 40 + 105);
    CHECK(ordinary(&(struct context){NULL, 5}) == 12 && ordinary(&(struct context){NULL, 0}) == 18);
}
