// RUN: %quiet
// One whose block ends before; an ordinary register variable.
#include <lifeguard.h>


async int f(int n)
{
    register int copy;
    {
        register int r __asm__("ebx") = n;
        copy = r;
    }
    await lg_yield_now();
    return copy;
}
