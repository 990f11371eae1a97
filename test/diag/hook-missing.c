// RUN: %noisy
// Hooks that nobody declares.
#include <lifeguard.h>


// CHECK: hook-missing.c:[[#@LINE+1]]:8: error: Lifecycle hook 'on_resume' of 'struct guard' is not declared [lifeguard-hook-missing]
struct lifecycle(on_resume, on_suspend) guard {
    int x;
};
void on_suspend(struct guard *self, lg_context *cx);
// CHECK: 1 error generated.
