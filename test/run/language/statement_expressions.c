// RUN: %every_way %t %s
// Awaits inside statement expressions, and in macros made of them.
#include "check.h"
LOG;

#define MAX(a, b)                                                                                                      \
    ({                                                                                                                 \
        __typeof__(a) a_ = (a);                                                                                        \
        __typeof__(b) b_ = (b);                                                                                        \
        a_ > b_ ? a_ : b_;                                                                                             \
    })
#define SUM_OF_FIRST(n)                                                                                                \
    ({                                                                                                                 \
        int sum_ = 0;                                                                                                  \
        for (int i_ = 1; i_ <= (n); i_++)                                                                              \
            sum_ += await later(i_);                                                                                   \
        sum_;                                                                                                          \
    })

async int maximum(int a, int b)
{
    return MAX(await later(a), await later(b));
}

async int sum(int n)
{
    int twice = 2 * SUM_OF_FIRST(n);
    return twice + SUM_OF_FIRST(await later(3));
}

async int value(void)
{
    int x = ({
        int y = await later(3);
        y * 2;
    });
    x += ({ await later(4); });
    ({
        x++;
        await later(0);
        x++;
    });
    return x;
}

async int leaving(int n)
{
    for (int i = 0;; i++) {
        int x = ({
            if (await later(i) == n)
                break;
            if (i == 2)
                return -1;
            i * 2;
        });
        n = x == 100 ? 0 : n;
    }
    return await later(n);
}

async int nested(void)
{
    return ({
        int a = ({ await later(1) + 1; });
        int b = ({
            int a = await later(10);
            await later(0);
            a;
        });
        a + b;
    });
}

async int in_condition(int n)
{
    int turns = 0;
    while (({
        int left = await later(n - turns);
        left > 0;
    }))
        turns++;
    return turns;
}

async int sometimes(int n)
{
    return n && ({
               note("looked");
               await later(n) == 2;
           });
}

async int without_await(int n)
{
    int x = await later(MAX(n, 3));
    return MAX(x, n);
}

int main(void)
{
    CHECK(block_on(maximum(3, 4)) == 4 && block_on(maximum(5, 4)) == 5);
    CHECK(block_on(sum(4)) == 26);
    CHECK(block_on(value()) == 12);
    CHECK(block_on(leaving(1)) == 1 && block_on(leaving(5)) == -1);
    CHECK(block_on(nested()) == 12);
    CHECK(block_on(in_condition(4)) == 4);
    CHECK(!block_on(sometimes(0)) && block_on(sometimes(2)) && !block_on(sometimes(3)));
    CHECK_LOG("looked looked");
    CHECK(block_on(without_await(2)) == 3);
}
