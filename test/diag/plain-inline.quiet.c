// RUN: %quiet
// static inline.
#include <lifeguard.h>


static inline async int f(void)
{
    return 1;
}

async int g(void)
{
    return await f();
}
