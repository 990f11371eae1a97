// RUN: %quiet
// instrument on an async function, its prototypes, and one of another file.
#include <lifeguard.h>

instrument async int elsewhere(int id);
instrument async int f(int id);

async int f(int id)
{
    await lg_yield_now();
    return await elsewhere(id);
}
