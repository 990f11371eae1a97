/* For header-inline.c. */
#include <lifeguard.h>

async int f(int x)
{
    return x;
}

extern inline async int g(int x)
{
    return x;
}
