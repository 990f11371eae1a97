// RUN: %quiet
// In any operand where the places of the results are fixed, and before.
#include <lifeguard.h>

async int f(int x);

async int g(int x)
{
    int list[2];
    await_all(f(await f(1)), f(2));
    await_all(list[0] = f(x), list[1] = f(await f(2)), x = f(await f(3)));
    int y = await f(2);
    await_all(x = f(await f(x)), f(y));
    return x + list[0] + list[1] + await_timeout(await f(3), f(4));
}
