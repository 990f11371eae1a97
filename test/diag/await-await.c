// RUN: %noisy
// await of an await, which is no call of an async function; await in the size of a type is reported once.
#include <lifeguard.h>

async int f(int n);

async int g(void)
{
    // CHECK: await-await.c:[[#@LINE+1]]:12: error: 'await' must stand directly before the call of an async function [lifeguard-await-not-call]
    return await await f(1);
}

async int h(void)
{
    // CHECK: await-await.c:[[#@LINE+1]]:30: error: 'await' in {{.*}}[lifeguard-
    return (int)_Alignof(int[await f(4)]);
}
// CHECK: 2 errors generated.
