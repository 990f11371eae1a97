// ready/lifeguard.c as C++20 coroutines.
#include "../common/task.hpp"

constexpr uint32_t rare = 1u << 31;

static task<uint32_t> step(uint32_t x)
{
    if (x == rare)
        x = co_await gate{x};
    co_return x * 2 + 1;
}

task<uint32_t> root(uint32_t n)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum = sum * 3 + co_await step(i);
    co_return sum;
}
