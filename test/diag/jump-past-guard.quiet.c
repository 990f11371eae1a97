// RUN: %quiet
// Past one or the other, within the statement expression, and out of ordinary blocks.
#include <lifeguard.h>

void clean(int *p);

async int f(int n)
{
    int sum = ({
        __attribute__((cleanup(clean))) int inner = n;
        if (n == 7)
            return 1;
        inner;
    });
    for (;;) {
        __attribute__((cleanup(clean))) int outer = n;
        await lg_yield_now();
        n += ({
            if (n == 8)
                break;
            for (;;) {
                __attribute__((cleanup(clean))) int inner = n;
                if (inner)
                    break;
                sum++;
            }
            sum;
        });
        {
            __attribute__((cleanup(clean))) int inner = outer;
            if (inner)
                break;
        }
    }
    return n + sum;
}
