// RUN: %every_way %t %s
// An await wherever an expression may stand.
#include "check.h"
LOG;

static int add(int a, int b)
{
    return a + b;
}

struct point {
    int x, y;
};

async int one(int x)
{
    await later(x);
    return await later(x + 1);
}

async int statement(void)
{
    await later(1);
    (void)await later(2);
    await (later(3));
    (await later(4));
    return 5;
}

async int initializer(void)
{
    int a = await later(3), b = a + await later(4), c = 5;
    const int d = await later(6);
    return a + 10 * b + 100 * c + 1000 * d;
}

async int assignment(int a)
{
    int b, *p = &b;
    a = await later(a + 1);
    *p = await later(7);
    struct point q = {1, 2};
    q.y = await later(8);
    b += await later(10);
    q.x <<= await later(2);
    int c = a = await later(a + 1);
    return a + b * 10 + q.x * 1000 + q.y * 10000 + c * 100000;
}

async int argument(int x)
{
    return add(await later(x), add(2, await later(3))) + await one(await one(await later(1)));
}

async int operators(int x)
{
    int list[4] = {10, 20, 30, 40};
    int a = list[await later(2)];
    int b = -await later(5) + ~await later(0) + !await later(0);
    list[await later(1)] += await later(5);
    double c = (double)await later(3) / 2;
    return a + b + list[1] + (int)(c * 2) + (await later(x) << 10) + (await later(1) < await later(2));
}

async int literals(void)
{
    struct point p = {.y = await later(4), .x = await later(3)};
    struct point *q = &(struct point){await later(5), 6};
    int list[] = {1, await later(2), [3] = await later(9)};
    p = (struct point){p.x, await later(p.y + 1)};
    return p.x + 10 * p.y + 100 * q->x + 1000 * q->y + 10000 * (list[1] + list[2] + list[3]);
}

async int returned(int x)
{
    if (x == 1)
        return await later(10);
    if (x == 2)
        return await later(10) + await later(5);
    return (await one(x));
}

async int conditions(int x)
{
    int n = 0;
    if (await later(x))
        n += 1;
    else
        n += 2;
    if (await later(x) == 0) {
        n += 10;
    } else if (await later(x) == 1) {
        n += 20;
    }
    return n;
}

async void nothing(int *n)
{
    await later(0);
    ++*n;
    if (await later(*n) > 1)
        return;
    await nothing(n);
}

async void returns_nothing(int *n)
{
    return await nothing(n);
}

int main(void)
{
    CHECK(block_on(statement()) == 5);
    CHECK(block_on(initializer()) == 3 + 70 + 500 + 6000);
    CHECK(block_on(assignment(1)) == 3 + 170 + 4000 + 80000 + 300000);
    CHECK(block_on(argument(4)) == 9 + 3);
    CHECK(block_on(operators(1)) == 30 - 5 - 1 + 1 + 25 + 3 + 1024 + 1);
    CHECK(block_on(literals()) == 3 + 50 + 500 + 6000 + 110000);
    CHECK(block_on(returned(1)) == 10 && block_on(returned(2)) == 15 && block_on(returned(3)) == 4);
    CHECK(block_on(conditions(0)) == 12 && block_on(conditions(1)) == 21 && block_on(conditions(2)) == 1);
    int n = 0;
    block_on(returns_nothing(&n));
    CHECK(n == 2);
}
