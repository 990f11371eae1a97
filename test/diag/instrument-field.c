// RUN: %noisy
// A parameter that no field can hold.
#include <lifeguard.h>

struct point {
    int x, y;
};
// CHECK: instrument-field.c:[[#@LINE+2]]:46: error: parameter 'at' of async function 'f' cannot be a field of its span [lifeguard-instrument-field]
// CHECK: instrument-field.c:[[#@LINE+1]]:46: note: fields are numbers, texts and pointers; this is 'struct point'
instrument_with(at) async int f(struct point at)
{
    await lg_yield_now();
    return at.x + at.y;
}
// CHECK: 1 error generated.
