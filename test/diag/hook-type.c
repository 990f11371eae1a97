// RUN: %noisy
// Hooks of wrong types.
#include <lifeguard.h>


// CHECK: hook-type.c:[[#@LINE+6]]:8: error: Lifecycle hook 'on_resume' of 'struct guard' must have the type 'void (struct guard *, lg_context *)' [lifeguard-hook-type]
// CHECK: hook-type.c:[[#@LINE+8]]:6: note: it is declared here with the type 'void (struct guard *)'
// CHECK: hook-type.c:[[#@LINE+4]]:8: error: Lifecycle hook 'on_suspend' of 'struct guard' must have the type 'void (struct guard *, lg_context *)' [lifeguard-hook-type]
// CHECK: hook-type.c:[[#@LINE+7]]:5: note: it is declared here with the type 'int (struct guard *, lg_context *)'
// CHECK: hook-type.c:[[#@LINE+2]]:8: error: Lifecycle hook 'on_cancel' of 'struct guard' must have the type 'void (struct guard *, lg_context *)' [lifeguard-hook-type]
// CHECK: hook-type.c:[[#@LINE+6]]:6: note: it is declared here with the type 'void (int *, lg_context *)'
struct lifecycle(on_resume, on_suspend, on_cancel) guard {
    int x;
};
void on_resume(struct guard *self);
int on_suspend(struct guard *self, lg_context *cx);
void on_cancel(int *self, lg_context *cx);
// CHECK: 3 errors generated.
