// RUN: %quiet
// An array parameter is a pointer to the function, whatever size is written.
#include <lifeguard.h>

async int first(int n, int list[n], int fixed[static 2])
{
    await lg_yield_now();
    return list[0] + fixed[1];
}
