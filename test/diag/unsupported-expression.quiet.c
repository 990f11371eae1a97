// RUN: %quiet
// The size in a variable.
#include <lifeguard.h>


async int f(int n);

async int g(int n)
{
    int size = await f(n);
    int list[size];
    list[0] = n;
    return list[0];
}
