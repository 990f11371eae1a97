// RUN: %quiet
// What the note says, and longjmp.
#include <setjmp.h>
#include <lifeguard.h>


static int guarded(jmp_buf env)
{
    return setjmp(env) ? 1 : 0;
}

async int f(jmp_buf env)
{
    await lg_yield_now();
    if (guarded(env))
        return 1;
    longjmp(env, 1);
}
