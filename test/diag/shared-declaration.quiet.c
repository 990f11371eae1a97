// RUN: %quiet
// One that does, and others without an await in a size.
#include <lifeguard.h>

async int f(int n);

async int g(int n)
{
    int m = await f(n), k = await f(m);
    int list[await f(n)];
    int other[n], more[k], j = m;
    list[0] = other[0] = more[0] = j;
    return list[0];
}
