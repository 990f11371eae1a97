// RUN: %every_way %t %s
// Locals that hide others at an await, parameters, globals and functions.
#include "check.h"
LOG;

static int x = 1000;

async int blocks(int x)
{
    int sum = x;
    {
        int x = await later(10);
        {
            int x = 100;
            sum += await later(x);
            sum += x;
        }
        sum += await later(x);
        sum += x;
    }
    sum += await later(x);
    return sum + x;
}

async int loops(void)
{
    int i = 7, sum = 0;
    for (int i = 0; i < 3; i++) {
        int sum2 = sum;
        for (int i = 5; i < 7; i++)
            sum2 += await later(i);
        sum = sum2 + await later(i);
    }
    return sum * 10 + i;
}

async int global(void)
{
    int before = x;
    int x = await later(1);
    {
        extern int y;
        x += y;
        await later(0);
    }
    return before + x;
}
int y = 20;

async int own_name(int own_name)
{
    int later_one = await later(own_name);
    {
        int puts = later_one;
        await later(puts);
        return puts + own_name;
    }
}

async int in_sequence(void)
{
    int sum = 0;
    {
        int a = await later(1);
        await later(0);
        sum += a;
    }
    {
        long a = await later(2);
        await later(0);
        sum += (int)a;
    }
    {
        char a[3] = {3, 4, 5};
        await later(0);
        sum += a[2];
    }
    return sum;
}

async int used_before(int n)
{
    int size = n;
    {
        int outer = size, size = outer + 1;
        await later(size);
        return outer * 10 + size;
    }
}

async int tags(void)
{
    struct item {
        int a;
    } item = {1};
    int a = item.a;
    await later(0);
    {
        enum item2 { a2 = 5 };
        int b = a2;
        await later(0);
        a += b;
    }
    return a;
}

int main(void)
{
    CHECK(block_on(blocks(1)) == 1 + 200 + 20 + 2);
    CHECK(block_on(loops()) == (33 + 3) * 10 + 7);
    CHECK(block_on(global()) == 1021);
    CHECK(block_on(own_name(4)) == 8);
    CHECK(block_on(in_sequence()) == 8);
    CHECK(block_on(used_before(3)) == 34);
    CHECK(block_on(tags()) == 6);
}
