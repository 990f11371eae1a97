/* lifeguard/trace.h: spans: what a program is doing, for how long, and how much of that it spends waiting.
 *
 *     lg_scoped(lg_span_ref) span = lg_span_new("request", "id=%d", id);
 *     lg_scoped(lg_entered) in_span = lg_span_enter(span);
 *     lg_event("asking %s", host);
 *     await answer();                       // exits the span when it suspends, enters it again when it resumes
 *
 * or, with a level, fields that keep their types, and no cost where nobody listens (lifeguard/callsite.h):
 *
 *     lg_scoped(lg_span_ref) span = lg_span_at(LG_DEBUG, "request", lg_field("id", id), lg_field("host", host));
 *     lg_scoped(lg_entered) in_span = lg_span_enter(span);
 *     lg_event_at(LG_WARN, "slow answer", lg_field("ms", ms));
 *
 * A span is created, entered and exited any number of times, and closed. It is *busy* while entered and *idle*
 * otherwise. The span entered last on a thread is the current one: events belong to it, and new spans become its
 * children. All of it is told to the subscribers (lifeguard/subscriber.h); while there is none, nothing is formatted
 * and no clock is read. Times are lg_now's. */
#ifndef LIFEGUARD_TRACE_H
#define LIFEGUARD_TRACE_H

#include <lifeguard/callsite.h>
#include <lifeguard/context.h>
#include <lifeguard/entered.h>
#include <lifeguard/marks.h>
#include <lifeguard/subscriber.h>
#include <lifeguard/time.h>
#include <stddef.h>
#include <stdio.h>

#if defined(__GNUC__)
#define LG__PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define LG__PRINTF(text, first)
#endif

/* Creates a span of level info and no target, a child of this thread's current one. `name` is not copied and must live
 * on; `fields` is a printf format for a few words that tell this span from others of its name, "key=value …", or NULL.
 * Returns NULL where memory is out: every function here takes a NULL span and does nothing. Any thread, as are all
 * functions here. */
LG__PRINTF(2, 3) lg_span *lg_span_new(const char *name, const char *fields, ...);

/* Something that happens in the current span, at a callsite, whose name is the message. */
void lg_event_make(lg_callsite *callsite, const lg_field *fields, size_t count);
LG__ASIDE void lg__event_make_aside(lg_callsite *callsite, const lg_field *fields, size_t count)
{
    lg_event_make(callsite, fields, count);
}

/* lg_span_at(LG_DEBUG, "name", lg_field(…)…): creates a span if anybody listens to this place; else it is NULL, and the
 * fields are not evaluated. The name is a literal. */
#define lg_span_at(level, ...) LG__SPAN_AT(level, __VA_ARGS__, LG__LAST_FIELD)
#define LG__SPAN_AT(level, name, ...)                                                                                  \
    (__extension__({                                                                                                   \
        static lg_callsite lg__here = LG_CALLSITE(name, level);                                                        \
        const bool lg__on = (level) <= LIFEGUARD_MAX_LEVEL && lg_callsite_is_on(&lg__here);                            \
        lg__on ? lg__span_make_aside(&lg__here, LG__FIELDS(__VA_ARGS__)) : (lg_span *)0;                               \
    }))

/* lg_event_at(LG_WARN, "message", lg_field(…)…): an event, likewise. */
#define lg_event_at(level, ...) LG__EVENT_AT(level, __VA_ARGS__, LG__LAST_FIELD)
#define LG__EVENT_AT(level, name, ...)                                                                                 \
    (__extension__({                                                                                                   \
        static lg_callsite lg__here = LG_CALLSITE(name, level);                                                        \
        if ((level) <= LIFEGUARD_MAX_LEVEL && lg_callsite_is_on(&lg__here))                                            \
            lg__event_make_aside(&lg__here, LG__FIELDS(__VA_ARGS__));                                                  \
    }))

/* The fields and their number; the last one is there so that a list without any is one. */
/* clang-format off */
#define LG__LAST_FIELD {0}
#define LG__FIELDS(...)                                                                                                \
    (const lg_field[]){__VA_ARGS__}, sizeof((const lg_field[]){__VA_ARGS__}) / sizeof(lg_field) - 1
/* clang-format on */

/* Says that `span` follows from another: that led to it, and does not contain it. A span without a parent follows by
 * itself from the span in which its task was spawned, as far as subscribers want to know of tasks. */
void lg_span_follows(lg_span *span, lg_span *from);

/* This thread's current span, borrowed, or NULL. */
lg_span *lg_span_current(void);

/* What the span was created with; "" where it has no fields, or they are no text. */
const char *lg_span_name(const lg_span *span);
const char *lg_span_fields(const lg_span *span);

/* Nanoseconds spent entered, and not, up to now. A span that was created while nobody subscribed measures nothing. In
 * several threads, or several times at once, it is busy for each. */
uint64_t lg_span_busy(lg_span *span);
uint64_t lg_span_idle(lg_span *span);

/* Something of level info and no target that happens in the current span: a printf format and its arguments, without a
 * newline. */
LG__PRINTF(1, 2) void lg_event(const char *format, ...);

#endif
