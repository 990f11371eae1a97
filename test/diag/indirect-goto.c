// RUN: %noisy
// Computed goto.
#include <lifeguard.h>


async int f(int n)
{
    void *where = n ? &&yes : &&no;
    // CHECK: indirect-goto.c:[[#@LINE+1]]:5: error: computed goto in async function 'f' is not lowered yet [lifeguard-indirect-goto]
    goto *where;
yes:
    await lg_yield_now();
no:
    return n;
}
// CHECK: 1 error generated.
