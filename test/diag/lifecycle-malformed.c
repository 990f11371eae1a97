// RUN: %noisy
// lifecycle with too few or too many hooks.
#include <lifeguard.h>


// CHECK: lifecycle-malformed.c:[[#@LINE+1]]:8: error: lifecycle takes the names of two or three hooks, or 0 for none [lifeguard-lifecycle-malformed]
struct lifecycle(a) one {
    int x;
};
// CHECK: lifecycle-malformed.c:[[#@LINE+1]]:8: error: lifecycle takes the names of two or three hooks, or 0 for none [lifeguard-lifecycle-malformed]
struct lifecycle(a, b, c, d) four {
    int x;
};
// CHECK: 2 errors generated.
