// RUN: %quiet
// A struct, a union, a typedef of one.
#include <lifeguard.h>


typedef struct wait wait;

struct wait {
    int polls;
};
void wait_init(struct wait *self, int polls);
lg_poll wait_poll(struct wait *self, lg_context *cx);
void wait_drop(struct wait *self);
lg_leaf(wait, wait_init, wait_poll, wait_drop) void pause_once(int polls);
lg_leaf(struct wait, wait_init, wait_poll, wait_drop) void pause_twice(int polls);

async void f(void)
{
    await pause_once(1);
    await pause_twice(1);
}
