// RUN: %noisy
// A leaf whose type is unknown or incomplete.
#include <lifeguard.h>


struct wait;
void wait_init(struct wait *self, int polls);
lg_poll wait_poll(struct wait *self, lg_context *cx);
void wait_drop(struct wait *self);
// CHECK: leaf-type.c:[[#@LINE+1]]:1: error: the type 'struct wait' of leaf future 'pause_once' is not a complete struct type here [lifeguard-leaf-type]
lg_leaf(struct wait, wait_init, wait_poll, wait_drop) void pause_once(int polls);
// CHECK: leaf-type.c:[[#@LINE+1]]:1: error: the type 'struct nobody' of leaf future 'pause_twice' is not a complete struct type here [lifeguard-leaf-type]
lg_leaf(struct nobody, wait_init, wait_poll, wait_drop) void pause_twice(int polls);
// CHECK: 2 errors generated.
