// RUN: %quiet
// They may be defined after the leaf, and be static.
#include <lifeguard.h>


struct wait {
    int polls;
};

static void wait_init(struct wait *self, int polls);
static lg_poll wait_poll(struct wait *self, lg_context *cx);
static void wait_drop(struct wait *self);
lg_leaf(struct wait, wait_init, wait_poll, wait_drop) void pause_once(int polls);

async void f(void)
{
    await pause_once(2);
}

static void wait_init(struct wait *self, int polls)
{
    self->polls = polls;
}
static lg_poll wait_poll(struct wait *self, lg_context *cx)
{
    (void)cx;
    return self->polls-- ? LG_PENDING : LG_READY;
}
static void wait_drop(struct wait *self)
{
    (void)self;
}
