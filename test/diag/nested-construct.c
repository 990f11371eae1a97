// RUN: %noisy
// A result goes through a pointer, and a later operand awaits in its arguments.
#include <lifeguard.h>

async int f(int x);

async void g(int *place)
{
    // CHECK: nested-construct.c:[[#@LINE+2]]:15: error: the place of this result is found before the 'await' of a later operand of 'await_all', which is not lowered yet [lifeguard-nested-construct]
    // CHECK: note: await that argument into a variable first
    await_all(*place = f(1), f(await f(2)));
}
// CHECK: 1 error generated.
