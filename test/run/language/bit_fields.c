// RUN: %every_way %t %s
// Results of operands that go into bit-fields: of locals, of arrays, through pointers, in anonymous members.
#include "check.h"
LOG;

struct bits {
    unsigned low : 3;
    struct {
        int high : 5;
    };
    union {
        unsigned u : 4;
    };
};

static async int targets(struct bits *p)
{
    struct bits b = {0, {0}, {0}};
    struct bits bs[2] = {{0, {0}, {0}}, {0, {0}, {0}}};
    await_all(b.low = after(1, 13), p->high = after(2, -3), bs[1].u = later(6), (*p).low = after(0, 2));
    CHECK(b.low == 5 && p->high == -3 && bs[1].u == 6 && p->low == 2);
    int which = await_any((b.high) = after(1, 7), b.low = after(5, 1));
    CHECK(which == 0 && b.high == 7 && b.low == 5);
    CHECK(await_timeout(1000, p->u = later(5)) == 0);
    CHECK(p->u == 5);
    CHECK_LOG("drop:1");
    return 0;
}
int main(void)
{
    struct bits b = {0, {0}, {0}};
    block_on(targets(&b));
    return 0;
}
