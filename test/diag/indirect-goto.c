// RUN: %noisy
// A computed goto that leaves a guard's scope on its way to one label, and stays in it on its way to the other.
#include <lifeguard.h>

typedef struct lifecycle(0, 0) held {
    int n;
} held;

async int f(int n)
{
    {
        void *where = n ? &&yes : &&no;
        held h = {n};
        // CHECK: indirect-goto.c:[[#@LINE+3]]:9: error: computed goto to 'yes' or 'no', which leave the scopes of different guards [lifeguard-indirect-goto]
        // CHECK: indirect-goto.c:[[#@LINE+7]]:1: note: label 'no' is here
        // CHECK: indirect-goto.c:[[#@LINE+1]]:9: note: end the guards' scopes first, or use 'switch'
        goto *where;
    yes:
        await lg_yield_now();
        n += h.n;
    }
no:
    return n;
}
// CHECK: 1 error generated.
