// RUN: %noisy
// await before something that is not a call of an async function.
#include <lifeguard.h>


async int f(int x)
{
    // CHECK: await-not-call.c:[[#@LINE+2]]:12: error: 'await' must stand directly before the call of an async function [lifeguard-await-not-call]
    // CHECK: await-not-call.c:[[#@LINE+1]]:22: error: 'await' must stand directly{{.*}} [lifeguard-await-not-call]
    return await x + await (x + 1);
}
// CHECK: 2 errors generated.
