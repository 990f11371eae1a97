// RUN: %noisy
// An await in the size of a variable-length array.
#include <lifeguard.h>


async int f(int n);

async int g(int n)
{
    // CHECK: unsupported-expression.c:[[#@LINE+1]]:9: error: 'await' in this kind of expression is not lowered yet [lifeguard-unsupported-expression]
    int list[await f(n)];
    list[0] = n;
    return list[0];
}
// CHECK: 1 error generated.
