// RUN: %noisy
// A local of a type of the function itself lives across an await.
#include <lifeguard.h>


async int f(int n)
{
    struct pair {
        int a, b;
    // CHECK: local-type.c:[[#@LINE+2]]:7: error: 'p' lives across an await and has a type of this function's own, which is not lowered yet [lifeguard-local-type]
    // CHECK: local-type.c:[[#@LINE+1]]:7: note: move the type before the function
    } p = {n, n};
    await lg_yield_now();
    return p.a;
}
// CHECK: 1 error generated.
