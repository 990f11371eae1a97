// RUN: %quiet
// Arrays whose block ends before, of fixed size, or declared after the last await.
#include <lifeguard.h>


async int f(int n, int list[n])
{
    int fixed[4] = {0}, sum = 0;
    {
        int brief[n];
        brief[0] = 1;
        sum += brief[0];
    }
    await lg_yield_now();
    int last[n];
    last[0] = list[0];
    return last[0] + fixed[0] + sum;
}
