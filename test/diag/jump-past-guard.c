// RUN: %noisy
// A jump out of a statement expression with a guard, and out of the scope of a guard of the frame.
#include <lifeguard.h>

void clean(int *p);

async int f(int n)
{
    __attribute__((cleanup(clean))) int outer = n;
    await lg_yield_now();
    n += ({
        // CHECK: jump-past-guard.c:[[#@LINE+4]]:13: error: this jump leaves the statement expression that holds guard 'inner', which is not lowered yet [lifeguard-jump-past-guard]
        // CHECK: jump-past-guard.c:[[#@LINE+1]]:45: note: end its scope first, or move it out of the statement expression
        __attribute__((cleanup(clean))) int inner = n;
        if (n)
            return outer;
        inner;
    });
    return n;
}
// CHECK: 1 error generated.
