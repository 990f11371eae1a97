// RUN: %noisy
// block_on, spawn and future of something that is no future.
#include <lifeguard.h>


int plain(void);
async int f(void);

int ordinary(lg_runtime *rt)
{
    // CHECK: construct-operand.c:[[#@LINE+1]]:20: error: 'future' takes a call of an async function [lifeguard-construct-operand]
    lg_future_drop(future(plain()));
    // CHECK: construct-operand.c:[[#@LINE+1]]:15: error: 'spawn_in' takes a call of an async function [lifeguard-construct-operand]
    lg_detach(spawn_in(rt, plain()));
    // CHECK: construct-operand.c:[[#@LINE+1]]:12: error: 'block_on' takes a call of an async function [lifeguard-construct-operand]
    return block_on(5);
}

async int inside(void)
{
    // CHECK: construct-operand.c:[[#@LINE+1]]:15: error: 'spawn' takes a call of an async function [lifeguard-construct-operand]
    lg_detach(spawn(await f()));
    return 0;
}
// CHECK: 4 errors generated.
