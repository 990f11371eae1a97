// RUN: %noisy
// await before something that is not a call of an async function.
#include <lifeguard.h>


async int f(int (*p)(int), int x)
{
    // CHECK: await-not-call.c:[[#@LINE+1]]:13: error: 'await' must stand directly before the call of an async function [lifeguard-await-not-call]
    int y = await p(x);
    // CHECK: await-not-call.c:[[#@LINE+2]]:16: error: 'await' must stand directly{{.*}} [lifeguard-await-not-call]
    // CHECK: await-not-call.c:[[#@LINE+1]]:26: error: 'await' must stand directly{{.*}} [lifeguard-await-not-call]
    return y + await x + await (x + 1);
}
// CHECK: 3 errors generated.
