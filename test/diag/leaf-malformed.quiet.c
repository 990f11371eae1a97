// RUN: %quiet
// A whole one.
#include <lifeguard.h>


struct wait {
    int polls;
};

void wait_init(struct wait *self, int polls);
lg_poll wait_poll(struct wait *self, lg_context *cx);
void wait_drop(struct wait *self);
lg_leaf(struct wait, wait_init, wait_poll, wait_drop) void pause_once(int polls);

async void f(void)
{
    await pause_once(2);
}
