// RUN: %noisy
// A guard that is _Atomic.
#include <lifeguard.h>


struct lifecycle(on_resume, on_suspend) guard {
    int x;
};
void on_resume(struct guard *self, lg_context *cx);
void on_suspend(struct guard *self, lg_context *cx);

async void f(void)
{
    // CHECK: atomic-guard.c:[[#@LINE+1]]:26: error: guard 'g' cannot be _Atomic [lifeguard-atomic-guard]
    _Atomic struct guard g;
    (void)g;
    await lg_yield_now();
}
// CHECK: 1 error generated.
