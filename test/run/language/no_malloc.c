// RUN: %cc_runtime -O2 -Wl,--wrap=malloc -Wl,--wrap=aligned_alloc %plugin %s -o %t && %t
// Calls through pointers and recursive calls take no memory once they have been made before.
#include "check.h"
LOG;

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_aligned_alloc(size_t align, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);

static int allocations;

void *__wrap_malloc(size_t size)
{
    allocations++;
    return __real_malloc(size);
}
void *__wrap_aligned_alloc(size_t align, size_t size)
{
    allocations++;
    return __real_aligned_alloc(align, size);
}

typedef async int (*op)(int);

static async int once(int x)
{
    return await later(x);
}
static async int with_array(int x)
{
    char text[300];
    snprintf(text, sizeof text, "%d", x);
    await lg_yield_now();
    return atoi(text);
}
static async int fibonacci(int n)
{
    int a = n, b = 0;
    if (n > 1)
        await_all(a = fibonacci(n - 1), b = fibonacci(n - 2));
    return a + b;
}
static const op table[] = {once, with_array, fibonacci, later};

static async int round_trip(void)
{
    int sum = 0, a = 0, b = 0;
    for (int i = 0; i < 4; i++)
        sum += await table[i](7);
    await_all(a = table[0](1), b = table[1](2));
    int first = await_any(table[2](5), table[0](3), table[3](4));
    return sum + a + b + first * 100 + await fibonacci(6);
}

async int run(void)
{
    int expected = await round_trip();
    log_text[0] = '\0';
    int before = allocations;
    for (int i = 0; i < 100; i++) {
        CHECK(await round_trip() == expected);
        log_text[0] = '\0';
    }
    CHECK(before > 0 && allocations == before);
    return expected;
}

int main(void)
{
    CHECK(block_on(run()) == 7 + 7 + 13 + 7 + 1 + 2 + 0 + 8);
}
