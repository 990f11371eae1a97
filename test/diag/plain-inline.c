// RUN: %noisy
// An inline async function that is not static.
#include <lifeguard.h>


// CHECK: plain-inline.c:[[#@LINE+2]]:18: error: async function 'f' is 'inline' without 'static', which is not lowered yet [lifeguard-plain-inline]
// CHECK: plain-inline.c:[[#@LINE+1]]:18: note: write 'static inline async'
inline async int f(void)
{
    return 1;
}
// CHECK: 1 error generated.
