/* For header-construct.quiet.c. */
#include <lifeguard.h>

async int f(int x);

static inline async int run(int x)
{
    return await f(x);
}
