// RUN: %noisy
// await_timeout of several operands.
#include <lifeguard.h>


async int f(void);

async int g(void)
{
    // CHECK: timeout-operands.c:[[#@LINE+1]]:12: error: 'await_timeout' takes a time in milliseconds and one operand [lifeguard-timeout-operands]
    return await_timeout(5, f(), f());
}
// CHECK: 1 error generated.
