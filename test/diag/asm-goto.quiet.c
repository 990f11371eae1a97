// RUN: %quiet
// asm goto that leaves no guard, and one that goes on by a goto.
#include <lifeguard.h>

typedef struct lifecycle(0, 0) held {
    int n;
} held;

async int f(int n)
{
    {
        held h = {n};
        __asm__ goto("" : : "r"(n) : : leave);
        await lg_yield_now();
        n += h.n;
        if (0) {
        leave:
            goto out;
        }
    }
    __asm__ goto("" : : : : out);
    await lg_yield_now();
out:
    return n;
}
