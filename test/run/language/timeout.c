// RUN: %every_way %t %s
// await_timeout: the time is evaluated first, the operand polled first, and dropped when the time runs out.
#include "check.h"
#include <errno.h>
LOG;

async int slow(uint64_t ms)
{
    note("start");
    await lg_sleep_ms(ms);
    note("end");
    return (int)ms;
}

async int within(uint64_t limit, uint64_t ms, int *x)
{
    return await_timeout(limit, *x = slow(ms));
}

async int order(void)
{
    int x[2];
    return await_timeout(noted(5), x[noted(0)] = after(0, noted(7)));
}

async int without_target(void)
{
    return await_timeout(1, lg_sleep_ms(5)) == ETIMEDOUT && await_timeout(5, lg_sleep_ms(1)) == 0;
}

async int awaited_limit(void)
{
    int x = 0;
    int error = await_timeout(await later(3), x = later(4));
    return error ? -1 : x;
}

async int in_condition(void)
{
    int tries = 0, x = 0;
    while (await_timeout(2, x = slow(5 - (uint64_t)tries)) == ETIMEDOUT)
        tries++;
    return tries * 10 + x;
}

int main(void)
{
    lg_clock_pause();
    int x = 1;
    CHECK(block_on(within(20, 10, &x)) == 0 && x == 10);
    CHECK_LOG("start end");
    CHECK(block_on(within(10, 20, &x)) == ETIMEDOUT && x == 10);
    CHECK_LOG("start");
    CHECK(block_on(within(0, 0, &x)) == 0 && x == 0);
    CHECK(lg_now_ms() == 20);
    log_text[0] = '\0';
    CHECK(block_on(order()) == 0);
    CHECK_LOG("5 0 7");
    CHECK(block_on(without_target()));
    CHECK(block_on(awaited_limit()) == 4);
    CHECK(block_on(in_condition()) / 10 >= 3);
}
