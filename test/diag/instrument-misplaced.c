// RUN: %noisy
// instrument on what is no async function with a body of its own.
#include <lifeguard.h>

struct nap {
    int state;
};
void nap_init(struct nap *self);
lg_poll nap_poll(struct nap *self, lg_context *cx);
void nap_drop(struct nap *self);
// CHECK: instrument-misplaced.c:[[#@LINE+1]]:67: error: 'nap' is marked 'instrument' but is no async function with a body of its own [lifeguard-instrument-misplaced]
instrument lg_leaf(struct nap, nap_init, nap_poll, nap_drop) void nap(void);
// CHECK: instrument-misplaced.c:[[#@LINE+1]]:16: error: 'f' is marked 'instrument'{{.*}} [lifeguard-instrument-misplaced]
instrument int f(void);
// CHECK: 2 errors generated.
