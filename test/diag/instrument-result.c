// RUN: %noisy
// An error result that the function cannot have.
#include <lifeguard.h>

// CHECK: instrument-result.c:[[#@LINE+1]]:1: error: 'err' in 'instrument_with' does not fit the result of async function 'f', which is 'void' [lifeguard-instrument-result]
instrument_with(err) async void f(void)
{
    await lg_yield_now();
}
// CHECK: instrument-result.c:[[#@LINE+1]]:1: error: 'err < 0' in 'instrument_with' does not fit the result of async function 'g', which is 'unsigned int' [lifeguard-instrument-result]
instrument_with(err < 0) async unsigned g(void)
{
    await lg_yield_now();
    return 0;
}
// CHECK: 2 errors generated.
