// RUN: %every_way %t %s
// static inline async functions of a header, awaited, run and spawned, also by each other.
#include "Inputs/shapes.h"
LOG;

async int both(void)
{
    struct shape s = {2, 3};
    int a, b;
    await_all(a = area(&s), b = scaled(&s, 2));
    return a * 100 + b;
}

async int spawned(void)
{
    struct shape s = {4, 5};
    lg_task *t = spawn(area(&s));
    int x = 0;
    await lg_join(t, &x);
    return x;
}

int main(void)
{
    CHECK(block_on(both()) == 636);
    CHECK(block_on(scaled(&(struct shape){1, 1}, 1)) == 3);
    CHECK(block_on(spawned()) == 20);
    CHECK(block_on(half_perimeter_elsewhere(&(struct shape){2, 3})) == 5);
}
