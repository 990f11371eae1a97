// RUN: %quiet -fblocks
// In an ordinary function.
#include <lifeguard.h>


static int ordinary(int (^block)(void))
{
    return block();
}

int g(int n)
{
    return ordinary(^{ return n; });
}

async int f(int n)
{
    await lg_yield_now();
    return n;
}
