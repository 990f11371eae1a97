// RUN: %quiet
// The same inside of one.
#include <lifeguard.h>


async int f(void);

async int inside(int x)
{
    x += await f();
    await_all(f());
    x += await_any(f()) + await_timeout(1, f());
    return x && lg_cx();
}

int ordinary(void)
{
    return block_on(f());
}
