// RUN: %quiet -std=gnu11
// `()` is `(void)`.
#include <lifeguard.h>


async int f();
async int g(void);
struct ops {
    async int (*run)();
};
static const struct ops list[] = {{f}, {g}};

async int caller(void)
{
    return await f() + await list[0].run() + await list[1].run();
}
