// RUN: %quiet
// Pointers to ordinary functions, beside async functions.
#include <lifeguard.h>


struct ops {
    int (*read)(void);
};
async int f(struct ops ops, int (*p)(void))
{
    await lg_yield_now();
    return ops.read() + p();
}
