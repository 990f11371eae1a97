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
    await_all(a = later(i), list[0] = later(await bump(&i)), b = later(i++), list[1] = later(await bump(&i)), c = later(i));
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

int main(void)
{
    CHECK(block_on(all()) == 4);
    CHECK(block_on(any()) == 2);
    CHECK(block_on(timeout()) == 2);
}
