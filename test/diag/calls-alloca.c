// RUN: %noisy
// alloca in an async function that suspends.
#include <alloca.h>
#include <lifeguard.h>


async int f(int n)
{
    // CHECK: calls-alloca.c:[[#@LINE+2]]:15: error: '__builtin_alloca' in async function 'f': its memory is gone when the function suspends [lifeguard-calls-alloca]
    // CHECK: calls-alloca.c:[[#@LINE+1]]:15: note: use an array of fixed size, or malloc with a cleanup
    char *p = alloca((unsigned long)n);
    await lg_yield_now();
    return p[0];
}
// CHECK: 1 error generated.
