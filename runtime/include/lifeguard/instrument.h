/* lifeguard/instrument.h: what `instrument` and `instrument_with` make of an async function. Nothing here is for users
 * to call.
 *
 * The plugin puts a guard before the body: the span is made when the future is polled for the first time, entered while
 * it is polled, and closed at the end of the function, or when the future is dropped. */
#ifndef LIFEGUARD_INSTRUMENT_H
#define LIFEGUARD_INSTRUMENT_H

#include <lifeguard/callsite.h>
#include <lifeguard/entered.h>
#include <lifeguard/marks.h>
#include <stdint.h>

/* The guard. */
typedef struct lg_lifecycle(lg_instrumented_on_resume, lg_instrumented_on_suspend) lg_instrumented {
    lg_span *span;  /* NULL: nobody listens, or memory is out */
    lg_span *outer; /* the current span when this one was entered last */
} lg_instrumented;

/* Whether anybody wants spans of that function. */
static inline bool lg_instrument_wants(lg_callsite *site)
{
    return lg_callsite_is_on(site);
}

/* Makes the span, a child of this thread's current one, and enters it. */
static inline lg_instrumented lg_instrument_begin(lg_callsite *site, const lg_field *fields, size_t count)
{
    lg_entered entered = lg_span_enter(lg__span_make_aside(site, fields, count));
    lg_instrumented self = {entered.span, entered.outer};
    return self;
}

/* Tells of the function's result, an error, in the span. */
void lg__instrumented_tell_error(int64_t error);
LG__ASIDE void lg__instrumented_tell_error_aside(int64_t error)
{
    lg__instrumented_tell_error(error);
}
static inline void lg_instrumented_failed(lg_instrumented *self, int64_t error)
{
    if (self->span)
        lg__instrumented_tell_error_aside(error);
}

/* Exits the span, and closes it. */
static inline void lg_instrumented_drop(lg_instrumented *self)
{
    if (self->span) {
        lg__span_exit_aside(self->span, self->outer);
        lg__span_close_aside(self->span);
    }
    self->span = 0;
}

/* The hooks: enter and exit. Of no span each is a comparison and a branch. */
static inline void lg_instrumented_on_resume(lg_instrumented *self, lg_context *cx)
{
    (void)cx;
    if (self->span)
        lg__span_resume_aside(&self->span, &self->outer);
}

static inline void lg_instrumented_on_suspend(lg_instrumented *self, lg_context *cx)
{
    (void)cx;
    if (self->span)
        lg__span_suspend_aside(&self->span, &self->outer);
}

#endif
