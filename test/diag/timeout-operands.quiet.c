// RUN: %quiet
// One operand, which may be an await_all behind a function.
#include <lifeguard.h>


async int f(void);

async void both(void)
{
    await_all(f(), f());
}

async int g(void)
{
    return await_timeout(5, both());
}
