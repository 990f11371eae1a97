// RUN: %quiet
// Locals and members with these names, and their own declarations.
#include <lifeguard.h>


async int f(int f_future)
{
    int f_future_poll = f_future;
    await lg_yield_now();
    return f_future_poll;
}
struct f_future;
void f_future_init(struct f_future *self, int n);
lg_poll f_future_poll(struct f_future *self, lg_context *cx, int *out);
void f_future_drop(struct f_future *self);
extern const lg_future_type f_future_type;

struct holder {
    int f_future_state, f_future_done;
};
