// RUN: %noisy
// Async functions defined in a header that are not static.
#include "Inputs/external.h"
// CHECK: external.h:4:11: error: async function 'f' is defined in a header and not 'static' [lifeguard-header-inline]
// CHECK: external.h:4:11: note: write 'static inline async'
// CHECK: external.h:9:25: error: async function 'g' is defined in a header and not 'static' [lifeguard-header-inline]
// CHECK: external.h:9:25: note: write 'static inline async'
// CHECK: 2 errors generated.
