// RUN: %every_way %t %s
// What C does not evaluate is not evaluated: typeof and sizeof of a call, an assert that is compiled out, _Generic.
#include "check.h"
#define NDEBUG
#include <assert.h>
LOG;

#define SAME(a, b)                                                                                                     \
    ({                                                                                                                 \
        __typeof__(a) a_ = (a);                                                                                        \
        a_ == (b);                                                                                                     \
    })

#define TYPE_OF(e) __typeof__(e)
#define CHOOSE(x, if_long, other) _Generic(x, long: (if_long), default: (other))

#define IS_CONSTANT(e) (__builtin_constant_p(e) ? 1 : (int)(e))
#define FIRST(e, other) __builtin_choose_expr(1, e, other)

async long work(int n)
{
    note("work%d", n);
    return await later(n);
}

async int use(void)
{
    __typeof__(work(1)) x = 3;
    int size = (int)sizeof(work(2));
    assert(await work(4) == 5);
    TYPE_OF(await work(6)) y = await work(7);
    int kind = _Generic(work(8), long: 1, default: 2);
    int chosen = CHOOSE(x, await work(9), await work(10));
    return size + (int)x + (int)y + kind + chosen + SAME(await work(11), 11);
}

// Builtins that only look at their argument.
async int builtins(void)
{
    int a = IS_CONSTANT(await work(20)), b = IS_CONSTANT(3);
    int c = FIRST((int)await work(21), await work(22));
    int d = (int)sizeof(int[1 + __builtin_types_compatible_p(__typeof__(work(23)), long)]);
    return a + b + c + d;
}

int main(void)
{
    __typeof__(work(1)) x = block_on(work(12));
    CHECK(x == 12);
    CHECK_LOG("work12");
    CHECK(block_on(use()) == (int)sizeof(long) + 3 + 7 + 1 + 9 + 1);
    CHECK_LOG("work7 work9 work11");
    CHECK(block_on(builtins()) == 20 + 1 + 21 + 2 * (int)sizeof(int));
    CHECK_LOG("work20 work21");
}
