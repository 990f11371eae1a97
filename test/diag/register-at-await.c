// RUN: %noisy
// A variable pinned to a register in scope at an await.
#include <lifeguard.h>


async int f(int n)
{
    // CHECK: register-at-await.c:[[#@LINE+3]]:18: error: register-pinned variable 'r' is in scope at an await [lifeguard-register-at-await]
    // CHECK: register-at-await.c:[[#@LINE+3]]:5: note: the await is here
    // CHECK: register-at-await.c:[[#@LINE+1]]:18: note: copy it into an ordinary variable and end its block before the await
    register int r __asm__("ebx") = n;
    await lg_yield_now();
    return r;
}
// CHECK: 1 error generated.
