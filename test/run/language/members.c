// RUN: %every_way %t %s
// Awaits behind which comes a member, a subscript, a call or an operator, and before which comes a target of any form.
#include "check.h"
LOG;

struct triple {
    int a[3];
};
struct mixed {
    union {
        int a;
        float b;
    };
    struct {
        int c;
    };
    int bits : 3;
    const int k;
};

async struct triple make(int n)
{
    await later(0);
    return (struct triple){{n, n + 1, n + 2}};
}

static int doubled(int x)
{
    return 2 * x;
}
typedef int (*function)(int);
async function pick(void)
{
    await later(0);
    return doubled;
}

async int *place(int *p)
{
    await later(0);
    return p;
}

async int behind(void)
{
    int x = (await make(1)).a[2];
    x += (await make(2)).a[await later(1)];
    x += (await pick())(4) + *await place(&(int){5}) + (await place((int[]){6, 7}))[1];
    return x;
}

async int before(void)
{
    int list[3] = {0}, *p = list;
    list[await later(1)]++;
    ++list[await later(2)];
    *p++ = await later(5);
    p[0] += await later(2);
    *await place(&list[2]) = await later(8);
    (await place(list))[0] -= 1;
    return list[0] * 100 + list[1] * 10 + list[2];
}

async int mixed(void)
{
    struct mixed m = {.a = await later(1), .c = await later(2), .bits = await later(3), .k = await later(4)};
    m.bits = await later(-1);
    m.a += await later(5);
    return m.a * 1000 + m.c * 100 + m.k * 10 + m.bits;
}

int main(void)
{
    CHECK(block_on(behind()) == 3 + 3 + 8 + 5 + 7);
    CHECK(block_on(before()) == 438);
    CHECK(block_on(mixed()) == 6239);
}
