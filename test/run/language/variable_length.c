// RUN: %every_way %t %s
// Sizes of variable-length arrays are read after the await, so what they are computed from lives across it.
#include "check.h"
LOG;

static async int array(int n)
{
    await later(0);
    int a[n];
    return (int)(sizeof a / sizeof *a);
}

static async int type(int n)
{
    await later(0);
    return (int)(sizeof(int[n]) / sizeof(int));
}

static async int pointer(int n)
{
    await later(0);
    int(*p)[n] = NULL;
    return (int)(sizeof *p / sizeof(int));
}

int main(void)
{
    CHECK(block_on(array(3)) == 3);
    CHECK(block_on(type(4)) == 4);
    CHECK(block_on(pointer(5)) == 5);
}
