// RUN: %quiet
// alloca in one that does not, or in an ordinary function.
#include <alloca.h>
#include <lifeguard.h>


static int ordinary(int n)
{
    char *p = alloca((unsigned long)n);
    p[0] = 1;
    return p[0];
}

async int f(int n)
{
    char *p = alloca((unsigned long)n);
    p[0] = 1;
    return p[0] + ordinary(n);
}
