// RUN: %noisy
// What instrument_with does not know.
#include <lifeguard.h>

// CHECK: instrument-argument.c:[[#@LINE+2]]:1: error: 'size' in 'instrument_with' is no parameter of async function 'f' [lifeguard-instrument-argument]
// CHECK: instrument-argument.c:[[#@LINE+1]]:1: note: it takes parameters, 'all', 'err', 'err < 0', 'level = LEVEL', 'target = "…"' and 'name = "…"'
instrument_with(id, size) async int f(int id)
{
    await lg_yield_now();
    return id;
}
// CHECK: instrument-argument.c:[[#@LINE+2]]:1: error: 'level = loud' in 'instrument_with' is no parameter of async function 'g' [lifeguard-instrument-argument]
// CHECK: instrument-argument.c:[[#@LINE+1]]:1: note: it takes parameters
instrument_with(level = loud) async void g(void)
{
    await lg_yield_now();
}
// CHECK: 2 errors generated.
