// RUN: %cc_runtime %plugin %s -o %t && not --crash %t 2>&1 | FileCheck %s
// RUN: not --crash %t leaf 2>&1 | FileCheck --check-prefix=LEAF %s
// Polling a finished future aborts and names the async function.
// CHECK: 'work'
// LEAF: 'sleepy'
#include <lifeguard.h>

struct sleepy {
    int n;
};
static inline void sleepy_init(struct sleepy *self)
{
    self->n = 0;
}
static inline lg_poll sleepy_poll(struct sleepy *self, lg_context *cx)
{
    (void)self, (void)cx;
    return LG_READY;
}
static inline void sleepy_drop(struct sleepy *self)
{
    (void)self;
}
lg_leaf(struct sleepy, sleepy_init, sleepy_poll, sleepy_drop) void sleepy(void);

async int work(void)
{
    await sleepy();
    return 1;
}

int main(int argc, char **argv)
{
    (void)argv;
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    lg_future *f = argc > 1 ? future(sleepy()) : future(work());
    while (1)
        lg_future_poll(f, &cx, NULL);
}
