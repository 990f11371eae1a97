// RUN: %quiet
// Calls and plain assignments of calls, in whatever parentheses.
#include <lifeguard.h>


async int f(void);

async int g(int x, int *p)
{
    await_all(x = f(), (f()), (*p = (f())), p[1] = f());
    int first = await_any(x = f(), f());
    return x + first;
}
