// RUN: %noisy
// A call of an async function that nothing polls.
#include <lifeguard.h>


async int f(int x);
struct pair {
    int x, y;
};
async struct pair g(void);

async int inside(int n)
{
    // CHECK: bare-call.c:[[#@LINE+2]]:13: error: call of async function 'f' creates a future that nothing polls [lifeguard-bare-call]
    // CHECK: bare-call.c:[[#@LINE+1]]:13: note: write 'await f(…)' to wait for it here, or hand it to spawn, future, await_all or await_any
    int x = f(1);
    // CHECK: bare-call.c:[[#@LINE+2]]:25: error: call of async function 'f' creates a future that nothing polls [lifeguard-bare-call]
    // CHECK: bare-call.c:[[#@LINE+1]]:25: note: write 'await f(…)'
    x += (await f(2)) + f(n);
    // CHECK: bare-call.c:[[#@LINE+2]]:19: error: call of async function 'g' creates a future that nothing polls [lifeguard-bare-call]
    // CHECK: bare-call.c:[[#@LINE+1]]:13: note: 'await' applies to the whole of this expression; write '(await g(…))' before '.', '->' or '['
    int y = await g().x;
    return x + y;
}

int ordinary(void)
{
    // CHECK: bare-call.c:[[#@LINE+2]]:12: error: call of async function 'f' creates a future that nothing polls [lifeguard-bare-call]
    // CHECK: bare-call.c:[[#@LINE+1]]:12: note: write 'block_on(f(…))' to run it to completion from an ordinary function, or make this function async
    return f(1);
}
// CHECK: 4 errors generated.
