// RUN: %noisy -std=gnu11 -Wno-unknown-warning-option -Wno-deprecated-non-prototype
// Calls with arguments, and pointers, without the types of the parameters.
#include <lifeguard.h>


async int f();
async int g(int x);
struct ops {
    async int (*run)();
};

async int caller(struct ops *ops)
{
    // CHECK: unprototyped.c:[[#@LINE+2]]:19: error: 'f' is declared without parameters, so it takes no arguments [lifeguard-unprototyped]
    // CHECK: unprototyped.c:[[#@LINE+1]]:19: note: write the types of its parameters where it is declared; '(void)' says that there are none
    int x = await f(1);
    // CHECK: unprototyped.c:[[#@LINE+1]]:16: error: 'run' is declared without parameters, so it takes no arguments [lifeguard-unprototyped]
    ops->run = g;
    // CHECK: unprototyped.c:[[#@LINE+1]]:22: error: 'run' is declared without parameters, so it takes no arguments [lifeguard-unprototyped]
    return x + await ops->run(1);
}
// CHECK: 3 errors generated.
