/* One await in a loop, pending once each time, as in ../suspend/lifeguard.c; with GUARD in a span that nobody listens
 * to: GUARD=1 in one that somebody else has made, GUARD=2 in one of its own. Driven by ../common/driver.c. */
#include "../common/gate.h"
#include <lifeguard/trace.h>

#if GUARD == 1
lg_span *given; /* NULL, but who could know */
#endif

async uint32_t root(uint32_t n)
{
#if GUARD == 2
    lg_scoped(lg_span_ref) given = lg_span_at(LG_INFO, "root", lg_field("n", n));
#endif
#if GUARD
    lg_scoped(lg_entered) in_span = lg_span_enter(given);
#endif
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum = sum * 3 + await gate(i);
    return sum;
}
