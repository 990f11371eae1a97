// RUN: %quiet
// Everything that leads to a function, and pointers to ordinary functions beside.
#include <lifeguard.h>


struct ops {
    async int (*read)(void);
    int (*plain)(void);
};
typedef async int (*op)(void);
typedef async int handler(void);
async int (*variable)(void), (*table[3])(void), (**place)(void);
static _Atomic(op) atomic;

async int f(struct ops ops, async int (*p)(void), int (*plain)(void), handler *h, op list[])
{
    *place = ops.read;
    table[0] = variable ? variable : *place;
    atomic = h;
    return await ops.read() + ops.plain() + await p() + plain() + await h() + await (*place)() + await list[0]();
}
