// RUN: %every_way %t %s
// await_any: the first that is ready wins, the others are dropped, last one first, then the winner's target is assigned.
#include "check.h"
LOG;

async int slow(int polls, int value)
{
    note("start%d", value);
    await after(polls, value);
    note("end%d", value);
    return value;
}

async int race(int a, int b, int c)
{
    int x = 0, y = 0, z = 0;
    int first = await_any(x = slow(a, 1), y = slow(b, 2), z = slow(c, 3));
    note("%d%d%d", x, y, z);
    return first;
}

static int *place(int *p)
{
    note("place");
    return p;
}

async int places(void)
{
    int list[3] = {0, 0, 0}, i = 0;
    int first = await_any(list[i++] = after(3, 1), *place(&list[i]) = after(1, 2), list[2] = after(2, 3));
    CHECK(i == 1);
    return first * 1000 + list[0] * 100 + list[1] * 10 + list[2];
}

async int as_condition(void)
{
    int x = 7;
    if (await_any(lg_sleep_ms(5), x = later(3)))
        return x;
    return -1;
}

async int switched(int n)
{
    int x;
    switch (await_any(x = after(n, 10), lg_yield_now())) {
    case 0:
        return x;
    case 1:
        return 1;
    }
    return -1;
}

async int without_targets(void)
{
    await_any(lg_sleep_ms(100), lg_sleep_ms(1));
    return await_any(lg_yield_now());
}

async double real(void)
{
    await later(0);
    return 2.5;
}

async int converted(void)
{
    int x = 0;
    long y = 0;
    CHECK(await_any(x = real(), y = after(9, 1)) == 0);
    CHECK(await_any(y = later(-4), x = after(9, 1)) == 0);
    return x * 10 + (int)y;
}

async int in_a_loop(void)
{
    int sum = 0;
    for (int i = 0; i < 4; i++) {
        int x = 0;
        sum += await_any(after(i, 1), x = after(2, 5));
        sum += x * 10;
    }
    return sum;
}

/* The target is assigned after the drops: what they do to it is overwritten. */
async int dropped_first(void)
{
    int x;
    await_any(x = after(0, 5), after(1, 6), after(2, 7));
    return x;
}

int main(void)
{
    CHECK(block_on(race(2, 1, 3)) == 1);
    CHECK_LOG("start1 start2 start3 end2 drop:3 drop:1 020");
    CHECK(block_on(race(0, 1, 3)) == 0);
    CHECK_LOG("start1 end1 100");
    CHECK(block_on(race(1, 1, 1)) == 0);
    CHECK_LOG("start1 start2 start3 end1 drop:3 drop:2 100");
    CHECK(block_on(places()) == 1020);
    CHECK_LOG("place drop:3 drop:1");
    CHECK(block_on(as_condition()) == 3);
    CHECK(block_on(switched(0)) == 10 && block_on(switched(5)) == 1);
    CHECK_LOG("drop:10");
    CHECK(block_on(without_targets()) == 0);
    CHECK(block_on(converted()) == 16);
    CHECK_LOG("drop:1 drop:1");
    CHECK(block_on(in_a_loop()) == 0 + 0 + 0 + 1 + 50);
    log_text[0] = '\0';
    CHECK(block_on(dropped_first()) == 5);
    CHECK_LOG("");
}
