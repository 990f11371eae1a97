// RUN: %quiet
// Calls of async functions, in whatever parentheses.
#include <lifeguard.h>


async int f(void);

int ordinary(lg_runtime *rt)
{
    lg_future_drop(future((f())));
    lg_detach(spawn_in(rt, f()));
    return block_on((f()));
}
