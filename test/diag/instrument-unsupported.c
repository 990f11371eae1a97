// RUN: %noisy
// instrument on an async function.
#include <lifeguard.h>


// CHECK: instrument-unsupported.c:[[#@LINE+1]]:22: error: 'instrument' is not lowered yet; enter a span in the body: 'lg_scoped(lg_entered) in = lg_span_enter(span);' [lifeguard-instrument-unsupported]
instrument async int f(void);
// CHECK: 1 error generated.
