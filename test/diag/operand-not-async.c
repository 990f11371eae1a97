// RUN: %noisy
// Operands of await_all and its relatives that are no futures.
#include <lifeguard.h>


async int f(void);
int plain(void);

async int g(int x)
{
    // CHECK: operand-not-async.c:[[#@LINE+1]]:24: error: operand of 'await_all' is neither a call of an async function nor an assignment of one [lifeguard-operand-not-async]
    await_all(x = f(), plain());
    // CHECK: operand-not-async.c:[[#@LINE+1]]:27: error: operand of 'await_any' is neither a call of an async function nor an assignment of one [lifeguard-operand-not-async]
    int first = await_any(x = plain(), f());
    // CHECK: operand-not-async.c:[[#@LINE+1]]:31: error: operand of 'await_timeout' is neither a call of an async function nor an assignment of one [lifeguard-operand-not-async]
    first += await_timeout(5, x += f());
    // CHECK: operand-not-async.c:[[#@LINE+1]]:15: error: operand of 'await_all' is neither a call of an async function nor an assignment of one [lifeguard-operand-not-async]
    await_all(await f());
    return x + first;
}
// CHECK: 4 errors generated.
