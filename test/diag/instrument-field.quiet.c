// RUN: %quiet
// Its members in a span of one's own; every type that a field can hold.
#include <lifeguard.h>
#include <lifeguard/trace.h>

struct point {
    int x, y;
};
instrument async int f(struct point at)
{
    lg_event("x=%d y=%d", at.x, at.y);
    await lg_yield_now();
    return at.x + at.y;
}
enum colour { RED };
instrument_with(all) async int g(enum colour a, unsigned char b, long long c, long double d, struct point *e)
{
    await lg_yield_now();
    return (int)a + b + (int)c + (int)d + e->x;
}
