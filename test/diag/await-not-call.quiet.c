// RUN: %quiet
// Parentheses are transparent on both sides.
#include <lifeguard.h>


async int f(int x);

async int g(int x)
{
    return await f(x) + await (f(x)) + (await f(x)) + await ((f)(x));
}
