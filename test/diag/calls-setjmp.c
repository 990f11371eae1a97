// RUN: %noisy
// setjmp in an async function.
#include <setjmp.h>
#include <lifeguard.h>


async int f(jmp_buf env)
{
    // CHECK: calls-setjmp.c:[[#@LINE+2]]:9: error: '_setjmp' in async function 'f': a jump back would return into a poll that is over [lifeguard-calls-setjmp]
    // CHECK: calls-setjmp.c:[[#@LINE+1]]:9: note: call it in an ordinary function that the async one calls
    if (setjmp(env))
        return 1;
    await lg_yield_now();
    return 0;
}
// CHECK: 1 error generated.
