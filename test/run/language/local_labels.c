// RUN: %every_way %t %s
// Labels that a block declares for itself (__label__), the same in several blocks, at the beginning of loops that
// await.
#include "check.h"
LOG;

#define UNTIL(condition, step)                                                                                         \
    {                                                                                                                  \
        __label__ again;                                                                                               \
    again:                                                                                                             \
        step;                                                                                                          \
        if (!(condition))                                                                                              \
            goto again;                                                                                                \
    }

static async int blocks(int n)
{
    __label__ out;
    int sum = 0;
    while (await later(1)) {
        __label__ again;
        void *place = &&again;
    again:
        sum += await later(1);
        if (sum % 3 == 1)
            goto again;
        if (sum % 3 == 2)
            goto *place;
        if (sum > n)
            goto out;
    }
out:
    UNTIL(sum > 10, sum += await later(2));
    UNTIL(sum > 20, sum += await later(3));
    return sum;
}

int main(void)
{
    CHECK(block_on(blocks(5)) == 21);
    return 0;
}
