// RUN: %quiet
// In those of the first operand, or before.
#include <lifeguard.h>


async int f(int x);

async int g(int x)
{
    await_all(f(await f(1)), f(2));
    int y = await f(2);
    await_all(x = f(await f(x)), f(y));
    return x + await_timeout(await f(3), f(4));
}
