// RUN: %quiet
// Ordinary functions go anywhere.
#include <lifeguard.h>


async int f(int x);
int plain(int x);
int (*global)(int) = plain;

async int g(void)
{
    int (*p)(int) = plain;
    return p(await f(1));
}
