// RUN: %quiet
// What the message says.
#include <lifeguard.h>
#include <lifeguard/trace.h>

async int f(lg_span *span)
{
    lg_scoped(lg_entered) in = lg_span_enter(span);
    await lg_yield_now();
    return in.span != NULL;
}
