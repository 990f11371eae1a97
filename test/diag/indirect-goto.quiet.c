// RUN: %quiet
// In the scope of guards, or out of it to every label; in an ordinary function.
#include <lifeguard.h>

typedef struct lifecycle(0, 0) held {
    int n;
} held;

async int f(int n)
{
    held outer = {n};
    void *where = n ? &&yes : &&no;
    {
        held inner = {n};
        await lg_yield_now();
        n += inner.n;
        goto *where;
    }
yes:
    await lg_yield_now();
no:
    return n + outer.n;
}

int g(int n)
{
    void *where = n ? &&yes : &&no;
    goto *where;
yes:
    n++;
no:
    return n;
}
