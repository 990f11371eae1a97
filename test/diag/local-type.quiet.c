// RUN: %quiet
// One that does not, types of the file, and a local enum.
#include <lifeguard.h>


struct pair {
    int a, b;
};

async int f(int n)
{
    struct triple {
        int a, b, c;
    } t = {n, n, n};
    struct pair p = {t.a, t.b};
    enum { ONE = 1 };
    await lg_yield_now();
    return p.a + ONE;
}
