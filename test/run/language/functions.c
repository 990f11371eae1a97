// RUN: %every_way %t %s
// Async functions: prototypes, linkage, attributes, recursion, order of definition, what ends them.
#include "check.h"
LOG;

async int forward(int n);
static async int hidden(int);
async int takes_nothing();

async int uses(int n)
{
    return await forward(n) + await hidden(n) + await takes_nothing();
}

static inline async int twice(int n)
{
    return 2 * await later(n);
}

__attribute__((noinline, visibility("hidden"))) async int attributed(int n);

async int
spread(int first,
       int second) /* over lines */
{
    return await twice(first) + await attributed(second);
}

int async attributed(int n)
{
    return await later(n) + 1;
}

async int forward(int n)
{
    return await twice(n);
}

static async int hidden(int n)
{
    return await forward(n) * 10;
}

async int takes_nothing()
{
    await lg_yield_now();
    return 5;
}

async int without_await(int n)
{
    return n * 3;
}

async void empty(void)
{
}

async int depth(int n)
{
    if (n == 0)
        return await later(0);
    return 1 + await depth(n - 1);
}

async int odd(int n);
async int even(int n)
{
    return n == 0 ? 1 : await odd(n - 1);
}
async int odd(int n)
{
    if (n == 0)
        return 0;
    return await even(n - 1);
}

async void ends(int n)
{
    if (n == 0)
        return;
    await later(n);
    if (n == 1)
        return;
    note("end");
}

async void block_prototype(void)
{
    async int local(int);
    CHECK(await local(3) == 9);
}
async int local(int n)
{
    return await later(n) * n;
}

async int several(int n), more(int n);
async int several(int n)
{
    return await more(n) + 1;
}
async int more(int n)
{
    return await later(n);
}

extern async int unused_prototype(int);

async int early(int *freed)
{
    int error = 0;
    if (await later(1))
        goto out;
    error = 1;
out:
    *freed += 1;
    return error;
}

/* With its name as a string. */
async const char *named(void)
{
    await later(0);
    return __func__;
}

async lg_context *context(void)
{
    lg_context *before = lg_cx();
    await later(0);
    return before && lg_cx() && lg_context_waker(lg_cx()) ? lg_cx() : NULL;
}

int main(void)
{
    CHECK(block_on(uses(1)) == 2 + 20 + 5);
    CHECK(block_on(spread(1, 2)) == 5);
    CHECK(block_on(without_await(4)) == 12);
    block_on(empty());
    CHECK(block_on(depth(0)) == 0 && block_on(depth(10000)) == 10000);
    CHECK(block_on(even(101)) == 0 && block_on(even(100)) == 1);
    block_on(ends(0));
    block_on(ends(1));
    block_on(ends(2));
    CHECK_LOG("end");
    block_on(block_prototype());
    CHECK(block_on(several(3)) == 4);
    int freed = 0;
    CHECK(block_on(early(&freed)) == 0 && freed == 1);
    CHECK(strcmp(block_on(named()), "named") == 0);
    CHECK(block_on(context()));
}
