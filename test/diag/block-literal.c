// RUN: %noisy -fblocks
// A block.
#include <lifeguard.h>


async int f(int n)
{
    // CHECK: block-literal.c:[[#@LINE+1]]:26: error: a block in async function 'f' is not lowered [lifeguard-block-literal]
    int (^block)(void) = ^{ return n; };
    await lg_yield_now();
    return block();
}
// CHECK: 1 error generated.
