// RUN: %every_way %t %s
// A leaf future may be static; nothing is reported as undefined or unused.
#include "check.h"
LOG;

struct pass {
    int value;
};
static void pass_init(struct pass *self, int value)
{
    self->value = value;
}
static lg_poll pass_poll(struct pass *self, lg_context *cx, int *out)
{
    (void)cx;
    *out = self->value;
    return LG_READY;
}
static void pass_drop(struct pass *self)
{
    (void)self;
}
static lg_leaf(struct pass, pass_init, pass_poll, pass_drop) int pass(int value);

static async int twice(int n)
{
    return await pass(n) + await pass(n);
}

int main(void)
{
    CHECK(block_on(twice(4)) == 8);
    CHECK(block_on(pass(5)) == 5);
}
