// RUN: %quiet
// The right types, by whatever names.
#include <lifeguard.h>


struct wait {
    int polls;
};

typedef struct wait *self;
typedef int number;
void wait_init(self self, number polls);
enum lg_poll wait_poll(self self, struct lg_context *cx, int *out);
void wait_drop(struct wait *self);
lg_leaf(struct wait, wait_init, wait_poll, wait_drop) number pause_once(int polls);

async int f(void)
{
    return await pause_once(2);
}
