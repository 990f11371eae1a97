// RUN: %every_way %t %s
// Sizes of variable-length arrays are read after the await, so what they are computed from lives across it. They may
// await themselves; an array with a size is in scope at no await.
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

// Awaits in sizes: of arrays, of pointers, of types, in sizeof, casts and compound literals.
static async int awaited(int n)
{
    int sum = 0;
    {
        int a[await later(n)];
        sum += (int)(sizeof a / sizeof *a);
    }
    {
        int b[await later(2)][noted(n++)][await later(n)];
        sum += (int)(sizeof b / sizeof ***b) * 100;
    }
    {
        typedef int row[await later(5)];
        row c;
        sum += (int)(sizeof c / sizeof *c) * 10000;
    }
    sum += (int)(sizeof(int[await later(7)]) / sizeof(int)) * 100000;
    int i = 0;
    for (int d[await later(2)]; i < 1; i++)
        sum += (int)(sizeof d / sizeof *d);
    return sum;
}

static int cells[12];

static async int pointers(int n)
{
    {
        int(*p)[noted(n++)] = (int(*)[await later(4)])(void *)&cells[await later(n)];
        (*p)[1] = 7;
        CHECK(sizeof *p == 3 * sizeof(int));
    }
    {
        static int(*kept)[3];
        int(*q)[await later(2)] = (void *)cells;
        CHECK(q[2] == cells + 4);
        kept = NULL;
        n += kept != NULL;
    }
    return cells[5] + n;
}

int main(void)
{
    CHECK(block_on(array(3)) == 3);
    CHECK(block_on(type(4)) == 4);
    CHECK(block_on(pointer(5)) == 5);
    CHECK(block_on(awaited(3)) == 700000 + 50000 + 2 * 3 * 4 * 100 + 3 + 2);
    CHECK_LOG("3");
    CHECK(block_on(pointers(3)) == 7 + 4);
    CHECK_LOG("3");
}
