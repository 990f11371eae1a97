/* lifeguard/trace.h: spans: what a program is doing, for how long, and how much of that it spends waiting.
 *
 *     lg_scoped(lg_span_ref) span = lg_span_new("request", "id=%d", id);
 *     lg_scoped(lg_entered) in_span = lg_span_enter(span);
 *     lg_event("asking %s", host);
 *     await answer();                       // exits the span when it suspends, enters it again when it resumes
 *
 * A span is created, entered and exited any number of times, and closed. It is *busy* while entered and *idle*
 * otherwise. The span entered last on a thread is the current one: events belong to it, and new spans become its
 * children. All of it is told to the subscribers; while there is none, nothing is formatted and no clock is read. Times
 * are lg_now's. */
#ifndef LIFEGUARD_TRACE_H
#define LIFEGUARD_TRACE_H

#include <lifeguard/context.h>
#include <lifeguard/marks.h>
#include <lifeguard/time.h>
#include <stddef.h>
#include <stdio.h>

#if defined(__GNUC__)
#define LG__PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define LG__PRINTF(text, first)
#endif

typedef struct lg_span lg_span;

/* Creates a span, a child of this thread's current one. `name` is not copied and must live on; `fields` is a printf
 * format for a few words that tell this span from others of its name, "key=value …", or NULL. Returns NULL where memory
 * is out: every function here takes a NULL span and does nothing. Any thread, as are all functions here. */
LG__PRINTF(2, 3) lg_span *lg_span_new(const char *name, const char *fields, ...);

/* Closes the span and gives it up. Nobody may be in it; children may outlive it. */
void lg_span_close(lg_span *span);

/* A span that a scope closes: lg_scoped(lg_span_ref) span = lg_span_new(…). */
typedef lg_span *lg_span_ref;
void lg_span_ref_drop(lg_span_ref *span);

/* Being in a span, while the guard's future executes. */
typedef struct lg_lifecycle(lg_entered_on_resume, lg_entered_on_suspend) lg_entered {
    lg_span *span;  /* NULL: no longer, or no span */
    lg_span *outer; /* the current span when this one was entered last */
} lg_entered;

/* Enters the span: it is the current one until the guard is dropped. Guards end in reverse order. */
lg_entered lg_span_enter(lg_span *span);

/* Exits the span; a second time does nothing. */
void lg_entered_drop(lg_entered *entered);

/* The hooks: enter and exit. */
void lg_entered_on_resume(lg_entered *entered, lg_context *cx);
void lg_entered_on_suspend(lg_entered *entered, lg_context *cx);

/* This thread's current span, borrowed, or NULL. */
lg_span *lg_span_current(void);

/* What the span was created with; "" where it has no fields. */
const char *lg_span_name(const lg_span *span);
const char *lg_span_fields(const lg_span *span);

/* Nanoseconds spent entered, and not, up to now. A span that was created while nobody subscribed measures nothing. In
 * several threads at once it is busy once. */
uint64_t lg_span_busy(lg_span *span);
uint64_t lg_span_idle(lg_span *span);

/* Something that happens in the current span: a printf format and its arguments, without a newline. */
LG__PRINTF(1, 2) void lg_event(const char *format, ...);

/* What a subscriber is told. */
typedef enum lg_trace_kind { LG_SPAN_NEW, LG_SPAN_ENTER, LG_SPAN_EXIT, LG_SPAN_CLOSE, LG_EVENT } lg_trace_kind;

/* One thing that happened. Valid during the call; strings are never NULL. */
typedef struct lg_trace_record {
    lg_trace_kind kind;
    lg_instant at;
    uint64_t span;       /* the span's number, from 1 in order of creation; 0: an event outside any span */
    uint64_t parent;     /* its parent's number, or 0 */
    unsigned depth;      /* how many ancestors it has */
    const char *name;    /* its name, "" for none */
    const char *fields;  /* its fields, "" for none */
    const char *message; /* an event's text, else "" */
    uint64_t busy, idle; /* of the span so far, nanoseconds */
} lg_trace_record;

/* A subscriber: embed it, or let `record` find what it needs behind it. `record` is called under a lock, by whichever
 * thread something happened on: one call at a time, in order. It must not use spans or events itself. */
typedef struct lg_subscriber {
    void (*record)(struct lg_subscriber *self, const lg_trace_record *record);
    struct lg_subscriber *next; /* the library's */
} lg_subscriber;

/* Adds a subscriber, which stays the caller's and must live until it is removed. */
void lg_subscribe(lg_subscriber *subscriber);

/* Removes it; afterwards it is not called any more. One that is not there is fine. */
void lg_unsubscribe(lg_subscriber *subscriber);

/* Writes the trace to `file`, a line for each thing that happens, indented by depth:
 *
 *     0.000000 > request id=7               entered
 *     0.000000     asking example.org       an event in it
 *     0.000000 < request id=7               exited
 *     0.010000 x request id=7 busy=0.000ms idle=10.000ms     closed
 *
 * with seconds on lg_now's clock, so that a program on a paused clock always writes the same. One file at a time; NULL
 * stops. The file stays the caller's. */
void lg_trace_to(FILE *file);

/* A subscriber that keeps what it is told, for tests. */
typedef struct lg_trace_memory lg_trace_memory;

/* Makes one and subscribes it. NULL with errno ENOMEM. */
lg_trace_memory *lg_trace_memory_new(void);

/* Unsubscribes and frees it, with all its records. NULL is fine. */
void lg_trace_memory_drop(lg_trace_memory *memory);

/* How many records there are, and the one at `index`: valid, with its strings, until more arrive or it is dropped.
 * Records that found no memory are missing. */
size_t lg_trace_memory_count(lg_trace_memory *memory);
const lg_trace_record *lg_trace_memory_at(lg_trace_memory *memory, size_t index);

#endif
