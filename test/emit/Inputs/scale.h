#include <lifeguard.h>

#define FACTOR 3
#define SCALED(n) ((n)*FACTOR)

static inline async int scale(int n)
{
    await lg_yield_now();
    return SCALED(n);
}
#undef FACTOR
#define FACTOR none
