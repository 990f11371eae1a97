// RUN: %quiet
// In an ordinary function.
#include <lifeguard.h>


static int ordinary(int n)
{
    void *where = n ? &&yes : &&no;
    goto *where;
yes:
    n++;
no:
    return n;
}

async int f(int n)
{
    await lg_yield_now();
    return ordinary(n);
}
