// RUN: %noisy
// A variable-length array in scope at an await.
#include <lifeguard.h>


async int f(int n)
{
    // CHECK: vla-at-await.c:[[#@LINE+3]]:9: error: 'list' is in scope at an await and has the type of a variable-length array [lifeguard-vla-at-await]
    // CHECK: vla-at-await.c:[[#@LINE+4]]:5: note: the await is here
    // CHECK: vla-at-await.c:[[#@LINE+1]]:9: note: end its block before the await, give it a fixed size, or use malloc with a cleanup
    int list[n];
    list[0] = 1;
    await lg_yield_now();
    return list[0];
}
// CHECK: 1 error generated.
