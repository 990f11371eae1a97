/* lifeguard/instrument.h: what `instrument` and `instrument_with` make of an async function. Nothing here is for users
 * to call.
 *
 * The plugin puts a guard before the body: the span is made when the future is polled for the first time, entered while
 * it is polled, and closed at the end of the function, or when the future is dropped. */
#ifndef LIFEGUARD_INSTRUMENT_H
#define LIFEGUARD_INSTRUMENT_H

#include <lifeguard/callsite.h>
#include <lifeguard/context.h>
#include <lifeguard/marks.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lg_span;

/* The guard. */
typedef struct lg_lifecycle(lg_instrumented_on_resume, lg_instrumented_on_suspend) lg_instrumented {
    struct lg_span *span;  /* NULL: nobody listens, or memory is out */
    struct lg_span *outer; /* the current span when this one was entered last */
} lg_instrumented;

/* Whether anybody wants spans of that function. */
bool lg_instrument_wants(lg_callsite *site);

/* Makes the span, a child of this thread's current one, and enters it. */
lg_instrumented lg_instrument_begin(lg_callsite *site, const lg_field *fields, size_t count);

/* Tells of the function's result, an error, in the span. */
void lg_instrumented_failed(lg_instrumented *self, int64_t error);

/* Exits the span, and closes it. */
void lg_instrumented_drop(lg_instrumented *self);

/* The hooks: enter and exit. */
void lg_instrumented_on_resume(lg_instrumented *self, lg_context *cx);
void lg_instrumented_on_suspend(lg_instrumented *self, lg_context *cx);

#endif
