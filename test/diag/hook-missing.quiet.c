// RUN: %quiet
// Hooks that are declared after the type, are static, or none.
#include <lifeguard.h>


struct lifecycle(on_resume, on_suspend) guard {
    int x;
};
struct lifecycle(0, 0) plain {
    int x;
};

static inline void on_resume(struct guard *self, lg_context *cx)
{
    (void)cx;
    self->x++;
}
static void on_suspend(struct guard *self, lg_context *cx)
{
    (void)cx;
    self->x--;
}

async int f(void)
{
    struct guard guard = {1};
    struct plain plain = {2};
    await lg_yield_now();
    return guard.x + plain.x;
}
