/* instrument.c: the spans of functions marked `instrument`. */
#include "posix.h"

#include <lifeguard/instrument.h>
#include <lifeguard/trace.h>

bool lg_instrument_wants(lg_callsite *site)
{
    return lg_callsite_is_on(site);
}

lg_instrumented lg_instrument_begin(lg_callsite *site, const lg_field *fields, size_t count)
{
    lg_entered entered = lg_span_enter(lg_span_make(site, fields, count));
    return (lg_instrumented){entered.span, entered.outer};
}

void lg_instrumented_failed(lg_instrumented *self, int64_t error)
{
    if (self->span)
        lg_event_at(LG_ERROR, "failed", lg_field("error", error));
}

void lg_instrumented_drop(lg_instrumented *self)
{
    lg_span *span = self->span;
    lg_entered entered = {self->span, self->outer};
    lg_entered_drop(&entered);
    lg_span_close(span);
    self->span = NULL;
}

void lg_instrumented_on_resume(lg_instrumented *self, lg_context *cx)
{
    lg_entered entered = {self->span, self->outer};
    lg_entered_on_resume(&entered, cx);
    self->outer = entered.outer;
}

void lg_instrumented_on_suspend(lg_instrumented *self, lg_context *cx)
{
    lg_entered entered = {self->span, self->outer};
    lg_entered_on_suspend(&entered, cx);
}
