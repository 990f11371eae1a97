// RUN: %noisy
// block_on in an async function.
#include <lifeguard.h>


async int f(void);

async int g(lg_runtime *rt)
{
    // CHECK: block-on-inside.c:[[#@LINE+4]]:12: error: 'block_on' inside async function 'g' would block every task of its thread [lifeguard-block-on-inside]
    // CHECK: block-on-inside.c:[[#@LINE+3]]:12: note: write 'await' instead
    // CHECK: block-on-inside.c:[[#@LINE+2]]:28: error: 'block_on' inside async function 'g' would block every task of its thread [lifeguard-block-on-inside]
    // CHECK: block-on-inside.c:[[#@LINE+1]]:28: note: write 'await' instead
    return block_on(f()) + block_on_in(rt, f());
}
// CHECK: 2 errors generated.
