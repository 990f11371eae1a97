// RUN: %noisy
// asm goto out of the scope of a guard.
#include <lifeguard.h>

typedef struct lifecycle(0, 0) held {
    int n;
} held;

async int f(int n)
{
    {
        held h = {n};
        // CHECK: asm-goto.c:[[#@LINE+3]]:9: error: asm goto leaves the scope of guard 'h' on its way to 'out' [lifeguard-asm-goto]
        // CHECK: asm-goto.c:[[#@LINE+6]]:1: note: label 'out' is here
        // CHECK: asm-goto.c:[[#@LINE+1]]:9: note: go to a label in the guard's scope, and from there on by 'goto'
        __asm__ goto("" : : : : out);
        await lg_yield_now();
        n += h.n;
    }
out:
    return n;
}
// CHECK: 1 error generated.
