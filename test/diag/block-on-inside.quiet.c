// RUN: %quiet
// block_on in an ordinary function, which an async one may call.
#include <lifeguard.h>


async int f(void);

static int ordinary(void)
{
    return block_on(f());
}

async int g(void)
{
    return ordinary();
}
