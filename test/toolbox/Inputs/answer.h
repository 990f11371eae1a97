#include <lifeguard.h>

#define HALF(n) ((n) / 2)

static inline async int wait_for(int n)
{
    await lg_yield_now();
    return n;
}
