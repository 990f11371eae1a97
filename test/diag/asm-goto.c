// RUN: %noisy
// asm goto.
#include <lifeguard.h>


async int f(int n)
{
    // CHECK: asm-goto.c:[[#@LINE+1]]:5: error: asm goto in async function 'f' is not lowered yet [lifeguard-asm-goto]
    __asm__ goto("" : : : : out);
    await lg_yield_now();
out:
    return n;
}
// CHECK: 1 error generated.
