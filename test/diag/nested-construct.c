// RUN: %noisy
// An await in the arguments of a later operand.
#include <lifeguard.h>


async int f(int x);

async void g(void)
{
    // CHECK: nested-construct.c:[[#@LINE+1]]:21: error: 'await' within the arguments of 'await_all' of the same statement is not lowered yet [lifeguard-nested-construct]
    await_all(f(1), f(await f(2)));
}
// CHECK: 1 error generated.
