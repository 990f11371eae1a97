// RUN: %noisy
// A leaf whose functions have the wrong types.
#include <lifeguard.h>


struct wait {
    int polls;
};

void wait_init(struct wait *self, char *text);
lg_poll wait_poll(struct wait *self, lg_context *cx, int *out);
int wait_drop(struct wait *self);
// CHECK: leaf-signature.c:[[#@LINE+6]]:1: error: the init function 'wait_init' of leaf future 'pause_once' must have the type 'void (struct wait *, int)' [lifeguard-leaf-signature]
// CHECK: leaf-signature.c:[[#@LINE-4]]:6: note: it is declared here with the type 'void (struct wait *, char *)'
// CHECK: leaf-signature.c:[[#@LINE+4]]:1: error: the poll function 'wait_poll' of leaf future 'pause_once' must have the type 'lg_poll (struct wait *, lg_context *)' [lifeguard-leaf-signature]
// CHECK: leaf-signature.c:[[#@LINE-5]]:9: note: it is declared here with the type
// CHECK: leaf-signature.c:[[#@LINE+2]]:1: error: the drop function 'wait_drop' of leaf future 'pause_once' must have the type 'void (struct wait *)' [lifeguard-leaf-signature]
// CHECK: leaf-signature.c:[[#@LINE-6]]:5: note: it is declared here with the type 'int (struct wait *)'
lg_leaf(struct wait, wait_init, wait_poll, wait_drop) void pause_once(int polls);

void fine_init(struct wait *self);
int bad_poll(struct wait *self, int *cx, long *out);
void fine_drop(struct wait *self);
// CHECK: leaf-signature.c:[[#@LINE+2]]:1: error: the poll function 'bad_poll' of leaf future 'pause_long' must have the type 'lg_poll (struct wait *, lg_context *, long *)' [lifeguard-leaf-signature]
// CHECK: leaf-signature.c:[[#@LINE-3]]:5: note: it is declared here with the type
lg_leaf(struct wait, fine_init, bad_poll, fine_drop) long pause_long(void);
// CHECK: 4 errors generated.
