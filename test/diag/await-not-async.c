// RUN: %noisy
// await before a call of an ordinary function.
#include <lifeguard.h>


int plain(int x);

async int f(void)
{
    // CHECK: await-not-async.c:[[#@LINE+2]]:18: error: 'await' before a call of 'plain', which is not async [lifeguard-await-not-async]
    // CHECK: await-not-async.c:[[#@LINE-5]]:5: note: 'plain' is declared here
    return await plain(1);
}
// CHECK: 1 error generated.
