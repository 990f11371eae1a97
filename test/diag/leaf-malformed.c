// RUN: %noisy
// A leaf mark without its four parts, as only hand-written marks can be.
#include <lifeguard.h>


struct wait {
    int polls;
};

// CHECK: leaf-malformed.c:[[#@LINE+1]]:45: error: lg_leaf takes a struct type and the names of its init, poll and drop functions [lifeguard-leaf-malformed]
__attribute__((annotate("lifeguard.async"), annotate("lifeguard.leaf(struct wait;wait_init)"))) void pause_once(void);
// CHECK: 1 error generated.
