// RUN: %quiet
// An atomic member of a guard; an atomic local that is none.
#include <lifeguard.h>


struct lifecycle(on_resume, on_suspend) guard {
    _Atomic int x;
};
void on_resume(struct guard *self, lg_context *cx);
void on_suspend(struct guard *self, lg_context *cx);

async int f(void)
{
    struct guard g = {1};
    _Atomic int n = 2;
    await lg_yield_now();
    return g.x + n;
}
