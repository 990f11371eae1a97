/* One await in a loop, pending once each time, as in ../suspend/lifeguard.c; with GUARD in a span that nobody listens
 * to, GUARD=1 made by a function of its own, GUARD=2 here. Driven by ../common/driver.c. */
#include "../common/gate.h"
#include <lifeguard/trace.h>

#if GUARD == 1
static __attribute__((noinline)) lg_span *make_span(uint32_t n)
{
    return lg_span_at(LG_INFO, "root", lg_field("n", n));
}
#elif GUARD == 2
#define make_span(n) lg_span_at(LG_INFO, "root", lg_field("n", n))
#endif

async uint32_t root(uint32_t n)
{
#if GUARD
    lg_scoped(lg_span_ref) span = make_span(n);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
#endif
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum = sum * 3 + await gate(i);
    return sum;
}
