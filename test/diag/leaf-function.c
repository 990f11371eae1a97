// RUN: %noisy
// A leaf whose functions are not declared.
#include <lifeguard.h>


struct wait {
    int polls;
};

void wait_init(struct wait *self, int polls);
// CHECK: leaf-function.c:[[#@LINE+2]]:1: error: the poll function 'wait_pol' of leaf future 'pause_once' is not declared before it [lifeguard-leaf-function]
// CHECK: leaf-function.c:[[#@LINE+1]]:1: error: the drop function 'wait_drop' of leaf future 'pause_once' is not declared before it [lifeguard-leaf-function]
lg_leaf(struct wait, wait_init, wait_pol, wait_drop) void pause_once(int polls);
// CHECK: 2 errors generated.
