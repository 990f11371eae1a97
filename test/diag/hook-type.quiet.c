// RUN: %quiet
// The right types, also by a typedef.
#include <lifeguard.h>


typedef struct lifecycle(on_resume, on_suspend, on_cancel) guard {
    int x;
} guard;
void on_resume(guard *self, lg_context *cx);
void on_suspend(struct guard *self, struct lg_context *context);
void on_cancel(struct guard *, lg_context *);

async int f(void)
{
    guard guard = {1};
    await lg_yield_now();
    return guard.x;
}
