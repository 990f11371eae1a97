/* lifeguard/entered.h: making a span, being in it, and closing it: what code that was compiled with spans does. The
 * rest of spans, and what they are for, is in lifeguard/trace.h, which includes this.
 *
 * A span that nobody listens to is NULL. All that is done with one of those is a load and a branch; the rest is out of
 * line, so that it costs nothing there. */
#ifndef LIFEGUARD_ENTERED_H
#define LIFEGUARD_ENTERED_H

#include <lifeguard/abi.h>
#include <lifeguard/callsite.h>
#include <lifeguard/marks.h>

typedef struct lg_span lg_span;

/* Creates a span of a callsite. Any number of fields, made by lg_field; they and what they point to are copied. */
lg_span *lg_span_make(lg_callsite *callsite, const lg_field *fields, size_t count);
LG__ASIDE lg_span *lg__span_make_aside(lg_callsite *callsite, const lg_field *fields, size_t count)
{
    return lg_span_make(callsite, fields, count);
}

/* Closes the span and gives it up. Nobody may be in it; children may outlive it. */
void lg_span_close(lg_span *span);

/* A span that a scope closes: lg_scoped(lg_span_ref) span = lg_span_new(…). */
typedef lg_span *lg_span_ref;
LG__ASIDE void lg__span_close_aside(lg_span *span)
{
    lg_span_close(span);
}
static inline void lg_span_ref_drop(lg_span_ref *span)
{
    if (*span)
        lg__span_close_aside(*span);
    *span = 0;
}

/* Being in a span, while the guard's future executes. */
typedef struct lg_lifecycle(lg_entered_on_resume, lg_entered_on_suspend) lg_entered {
    lg_span *span;  /* NULL: no longer, or no span */
    lg_span *outer; /* the current span when this one was entered last */
} lg_entered;

/* Enters `span`, which is not NULL, and returns the current one of before, for exiting it. */
lg_span *lg__span_enter(lg_span *span);
LG__ASIDE lg_span *lg__span_enter_aside(lg_span *span)
{
    return lg__span_enter(span);
}
void lg__span_exit(lg_span *span, lg_span *outer);
LG__ASIDE void lg__span_exit_aside(lg_span *span, lg_span *outer)
{
    lg__span_exit(span, outer);
}

/* The same for a guard in a frame, which is not even loaded for it. */
LG__ASIDE void lg__span_resume_aside(lg_span *const *span, lg_span **outer)
{
    *outer = lg__span_enter(*span);
}
LG__ASIDE void lg__span_suspend_aside(lg_span *const *span, lg_span *const *outer)
{
    lg__span_exit(*span, *outer);
}

/* Enters the span: it is the current one until the guard is dropped. Guards end in reverse order. */
static inline lg_entered lg_span_enter(lg_span *span)
{
    lg_entered entered = {span, span ? lg__span_enter_aside(span) : 0};
    return entered;
}

/* Exits the span; a second time does nothing. */
static inline void lg_entered_drop(lg_entered *entered)
{
    if (entered->span)
        lg__span_exit_aside(entered->span, entered->outer);
    entered->span = 0;
}

/* The hooks: enter and exit. Of no span each is a comparison and a branch. */
static inline void lg_entered_on_resume(lg_entered *entered, lg_context *cx)
{
    (void)cx;
    if (entered->span)
        lg__span_resume_aside(&entered->span, &entered->outer);
}

static inline void lg_entered_on_suspend(lg_entered *entered, lg_context *cx)
{
    (void)cx;
    if (entered->span)
        lg__span_suspend_aside(&entered->span, &entered->outer);
}

#endif
