// RUN: %every_way %t %s
// Structs with a flexible array member: static ones, and locals that live across an await, which are their fixed part.
#include "check.h"
LOG;

struct message {
    int length;
    char data[];
};

static struct message fixed = {3, {'a', 'b', 'c'}};

static async int flexible(void)
{
    static struct message kept = {2, {'x', 'y'}};
    struct message head = fixed, *p = &kept;
    const struct message still = kept;
    await later(1);
    head.length += await later(1);
    CHECK(p->data[1] == 'y' && still.length == 2);
    struct message *at = &head;
    await later(0);
    return at->length;
}
int main(void)
{
    CHECK(block_on(flexible()) == 4);
    return 0;
}
