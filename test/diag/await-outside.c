// RUN: %noisy
// await, its relatives and lg_cx outside an async function.
#include <lifeguard.h>


async int f(void);

int ordinary(int x)
{
    // CHECK: await-outside.c:[[#@LINE+2]]:10: error: 'await' outside an async function [lifeguard-await-outside]
    // CHECK: await-outside.c:[[#@LINE-3]]:5: note: mark 'ordinary' async, or call 'block_on' here
    x += await f();
    // CHECK: await-outside.c:[[#@LINE+2]]:5: error: 'await_all' outside an async function [lifeguard-await-outside]
    // CHECK: await-outside.c:[[#@LINE-6]]:5: note: mark 'ordinary' async
    await_all(f());
    // CHECK: await-outside.c:[[#@LINE+4]]:10: error: 'await_any' outside an async function [lifeguard-await-outside]
    // CHECK: await-outside.c:[[#@LINE-9]]:5: note: mark 'ordinary' async
    // CHECK: await-outside.c:[[#@LINE+2]]:27: error: 'await_timeout' outside an async function [lifeguard-await-outside]
    // CHECK: await-outside.c:[[#@LINE-11]]:5: note: mark 'ordinary' async
    x += await_any(f()) + await_timeout(1, f());
    // CHECK: await-outside.c:[[#@LINE+2]]:17: error: 'lg_cx' outside an async function [lifeguard-await-outside]
    // CHECK: await-outside.c:[[#@LINE-14]]:5: note: mark 'ordinary' async
    return x && lg_cx();
}
// CHECK: 5 errors generated.
