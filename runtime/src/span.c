/* span.c: spans, and which one a thread is in. */
#include "posix.h"

#include "lock.h"
#include "span.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct lg_span {
    const char *name;
    lg_span *parent; /* holds a reference */
    uint64_t number;
    unsigned depth;
    bool timed;                   /* somebody subscribed when it was created */
    _Atomic(unsigned) references; /* one until it is closed, and one for each child */
    struct lg__lock lock;         /* guards what follows */
    unsigned entries;             /* entered so many times more than exited */
    lg_instant since;             /* when `busy` and `idle` were true */
    uint64_t busy, idle;
    char fields[];
};

static lg__thread_local lg_span *current;
static _Atomic(uint64_t) last_number;

static void release(lg_span *span)
{
    while (span && lg__fetch_sub_acq_rel(&span->references, 1) == 1) { /* pairs with the other releases */
        lg_span *parent = span->parent;
        free(span);
        span = parent;
    }
}

/* Adds the time since the last call to what the span has been doing, and then changes `entries`. With the lock. */
static lg_instant account(lg_span *span, int change)
{
    lg_instant now = lg_now();
    uint64_t passed = now > span->since ? now - span->since : 0; /* another thread may have read its clock later */
    if (span->entries > 0)
        span->busy += passed;
    else
        span->idle += passed;
    span->since += passed;
    span->entries += (unsigned)change;
    return now;
}

/* Something happens to a span: keeps its times, and tells. */
static void tell(lg_span *span, lg_trace_kind kind, int change)
{
    lg_trace_record record = {
        .kind = kind,
        .span = span->number,
        .parent = span->parent ? span->parent->number : 0,
        .depth = span->depth,
        .name = span->name,
        .fields = span->fields,
        .message = "",
    };
    lg__lock(&span->lock);
    record.at = account(span, change);
    record.busy = span->busy;
    record.idle = span->idle;
    lg__unlock(&span->lock);
    lg__trace_tell(&record);
}

/* Bytes that the formatted fields need, with their end; 1 if there are none. */
static size_t fields_size(const char *format, va_list arguments)
{
    va_list copy;
    va_copy(copy, arguments);
    int length = format ? vsnprintf(NULL, 0, format, copy) : 0;
    va_end(copy);
    return length > 0 ? (size_t)length + 1 : 1;
}

static lg_span *new_span(const char *name, const char *format, va_list arguments)
{
    bool timed = lg__trace_is_on();
    size_t size = timed ? fields_size(format, arguments) : 1;
    lg_span *span = malloc(sizeof *span + size);
    if (!span)
        return NULL;
    *span = (lg_span){.name = name, .parent = current, .timed = timed, .references = 1};
    span->fields[0] = '\0';
    if (size > 1)
        vsnprintf(span->fields, size, format, arguments);
    span->number = lg__fetch_add_relaxed(&last_number, 1) + 1;
    if (current) {
        span->depth = current->depth + 1;
        lg__fetch_add_relaxed(&current->references, 1);
    }
    return span;
}

lg_span *lg_span_new(const char *name, const char *fields, ...)
{
    va_list arguments;
    va_start(arguments, fields);
    lg_span *span = new_span(name, fields, arguments);
    va_end(arguments);
    if (span && span->timed) {
        span->since = lg_now();
        tell(span, LG_SPAN_NEW, 0);
    }
    return span;
}

void lg_span_close(lg_span *span)
{
    if (!span)
        return;
    if (span->timed)
        tell(span, LG_SPAN_CLOSE, 0);
    if (current == span) /* against the rule, but nothing should be left to point here */
        current = span->parent;
    release(span);
}

void lg_span_ref_drop(lg_span_ref *span)
{
    lg_span_close(*span);
    *span = NULL;
}

void lg__span_enter(lg_entered *entered)
{
    entered->outer = current;
    current = entered->span;
    if (current->timed)
        tell(current, LG_SPAN_ENTER, 1);
}

void lg__span_exit(lg_entered *entered)
{
    if (entered->span->timed)
        tell(entered->span, LG_SPAN_EXIT, -1);
    current = entered->outer;
}

lg_span *lg_span_current(void)
{
    return current;
}

const char *lg_span_name(const lg_span *span)
{
    return span ? span->name : "";
}

const char *lg_span_fields(const lg_span *span)
{
    return span ? span->fields : "";
}

/* Brings the times up to date and reads one of them. */
static uint64_t read_time(lg_span *span, const uint64_t *time)
{
    lg__lock(&span->lock);
    if (span->timed)
        account(span, 0);
    uint64_t value = *time;
    lg__unlock(&span->lock);
    return value;
}

uint64_t lg_span_busy(lg_span *span)
{
    return span ? read_time(span, &span->busy) : 0;
}

uint64_t lg_span_idle(lg_span *span)
{
    return span ? read_time(span, &span->idle) : 0;
}

static void tell_event(const char *message)
{
    lg_span *span = current;
    lg_trace_record record = {.kind = LG_EVENT,
                              .at = lg_now(),
                              .name = lg_span_name(span),
                              .fields = lg_span_fields(span),
                              .message = message};
    if (span) {
        record.span = span->number;
        record.parent = span->parent ? span->parent->number : 0;
        record.depth = span->depth;
        record.busy = lg_span_busy(span);
        record.idle = lg_span_idle(span);
    }
    lg__trace_tell(&record);
}

void lg_event(const char *format, ...)
{
    if (!lg__trace_is_on())
        return;
    char text[256], *message = text;
    va_list arguments;
    va_start(arguments, format);
    size_t size = fields_size(format, arguments);
    if (size > sizeof text && !(message = malloc(size))) { /* cut off where memory is out */
        message = text;
        size = sizeof text;
    }
    vsnprintf(message, size, format, arguments);
    va_end(arguments);
    tell_event(message);
    if (message != text)
        free(message);
}
