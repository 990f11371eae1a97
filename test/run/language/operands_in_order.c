// RUN: %every_way %t %s
// Operands are evaluated left to right, also where a later one awaits in its arguments: the earlier values are held.
#include "check.h"
LOG;

static async int bump(int *n)
{
    await later(0);
    return ++*n;
}

static async int all(void)
{
    int i = 1, a, b, c;
    int list[2];
    await_all(a = later(i), list[0] = later(await bump(&i)), b = later(i++), list[1] = later(await bump(&i)),
              c = later(i));
    CHECK(a == 1 && list[0] == 2 && b == 2 && list[1] == 4 && c == 4);
    return i;
}

static async int any(void)
{
    int i = 1, a = 0, b = 0;
    int first = await_any(a = later(i), b = later(await bump(&i)));
    CHECK(first == 0 && a == 1 && b == 0);
    return i;
}

static async int timeout(void)
{
    int i = 1, a = 0;
    CHECK(await_timeout(1000 * i, a = later(await bump(&i))) == 0);
    return a;
}

struct node {
    struct node *next;
    int value;
};

struct flags {
    unsigned low : 3;
};

// The places of results too: what decides which object it is has its turn before what comes later.
static async int held(void)
{
    struct node second = {NULL, 0}, first = {&second, 0}, *at = &first;
    int cells[3] = {0}, i = 0, *cell = cells;
    struct flags bits = {0}, other = {0}, *p = &bits;
    await_all(at->next->value = later(1), cells[i] = later(2), *cell = later(9), cell[1] = later(3), p->low = later(4),
              after((at->next = NULL, i = 2, cell = NULL, p = &other, await later(1)), 6));
    CHECK(second.value == 1 && cells[0] == 9 && cells[1] == 3 && bits.low == 4 && p == &other);
    return 0;
}

int main(void)
{
    CHECK(block_on(held()) == 0);
    CHECK(block_on(all()) == 4);
    CHECK(block_on(any()) == 2);
    CHECK(block_on(timeout()) == 2);
}
