// RUN: %quiet
// asm without goto.
#include <lifeguard.h>


async int f(int n)
{
    __asm__ volatile("" : "+r"(n) : : "memory");
    await lg_yield_now();
    return n;
}
