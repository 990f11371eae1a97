/* span.c: spans, and which one a thread is in. */
#include "posix.h"

#include "span.h"
#include "stamp.h"
#include "trace_buffer.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY (UINT64_C(1) << 56)

static lg__thread_local lg_span *current;
static _Atomic(uint64_t) last_number;
static _Atomic(lg_span *) closed; /* linked by `next` */
static _Atomic(unsigned) closed_count;

lg_callsite lg__anywhere = {"", "", LG_INFO, "", 0, LG__UNKNOWN, NULL};

/* The end of spans. */

static void release(lg_span *span)
{
    while (span && lg__fetch_sub_acq_rel(&span->references, 1) == 1) { /* pairs with the other releases */
        lg_span *parent = span->parent;
        free(span->shown);
        free(span);
        span = parent;
    }
}

/* So many may wait at most; or none while nobody will be told anything. */
enum { MOST_CLOSED = 10000 };

static void leave_to_teller(lg_span *span)
{
    bool too_many = lg__fetch_add_relaxed(&closed_count, 1u) >= MOST_CLOSED;
    span->next = lg__load_relaxed(&closed);
    while (!lg__cas_release(&closed, &span->next, span)) /* pairs with lg__spans_take_closed */
        ;
    if (too_many || !lg__trace_wanted(LG_WANTS_SPANS))
        lg__trace_try_tell_all();
}

lg_span *lg__spans_take_closed(void)
{
    lg__store_relaxed(&closed_count, 0u);
    return lg__load_relaxed(&closed) ? lg__exchange_acquire(&closed, NULL) : NULL;
}

void lg__spans_release(lg_span *taken)
{
    for (lg_span *span = taken, *next; span; span = next) {
        next = span->next;
        release(span);
    }
}

/* Records something of a span that is timed, with a number that the kind gives a meaning. False: it was dropped. */
static bool record(lg_span *span, lg_trace_kind kind, lg_instant at, uint64_t number)
{
    enum { WORDS = 4 };
    uint64_t *words = lg__trace_wanted(LG_WANTS_SPANS) ? lg__trace_begin(kind, WORDS, 0, at) : NULL;
    if (!words)
        return false;
    words[2] = (uintptr_t)span;
    words[3] = number;
    lg__trace_commit(words);
    return true;
}

uint64_t lg__busy_at(uint64_t busy, lg_instant now)
{
    enum { MOST_TRIES = 256 };
    for (uint64_t n = busy / ENTRY, tries = 0; tries < MOST_TRIES; n++, tries++) {
        uint64_t sum = busy - n * (ENTRY - now);
        if (sum < ENTRY / 2)
            return sum;
    }
    return 0; /* the clocks of two threads differ by more than all the time there was */
}

/* Beginning. */

/* A span with room for so many fields and so many bytes of text behind them. */
static lg_span *new_span(lg_callsite *callsite, const char *name, bool timed, size_t fields, size_t bytes)
{
    lg_span *span = malloc(sizeof *span + fields * sizeof *span->fields + bytes), *parent = lg__span_heard(current);
    if (!span)
        return NULL;
    *span = (lg_span){.callsite = callsite,
                      .name = name,
                      .parent = parent,
                      .timed = timed,
                      .references = 1,
                      .text = "",
                      .field_count = fields};
    span->number = lg__fetch_add_relaxed(&last_number, 1) + 1;
    span->root = parent ? parent->root : span->number;
    if (parent) {
        span->depth = parent->depth + 1;
        lg__fetch_add_relaxed(&parent->references, 1);
    }
    return span;
}

/* One of which nobody will hear that it exists is not recorded at all: so there are no more closed ones that wait for
 * being told than there is room for records. */
static lg_span *begin(lg_span *span)
{
    if (span->timed) {
        span->born = lg__stamp();
        span->timed = record(span, LG_SPAN_NEW, span->born, 0);
    }
    return span;
}

/* Bytes that the printed text needs, with its end; 0 if there is none. */
LG__PRINTF(1, 0) static size_t printed_size(const char *format, va_list arguments)
{
    va_list copy;
    va_copy(copy, arguments);
    int length = format ? vsnprintf(NULL, 0, format, copy) : 0;
    va_end(copy);
    return length > 0 ? (size_t)length + 1 : 0;
}

lg_span *lg_span_new(const char *name, const char *fields, ...)
{
    bool timed = lg__trace_wanted(LG_WANTS_SPANS) && lg_callsite_is_on(&lg__anywhere);
    va_list arguments;
    va_start(arguments, fields);
    size_t size = timed ? printed_size(fields, arguments) : 0;
    lg_span *span = new_span(&lg__anywhere, name, timed, 0, size);
    if (span && size > 0) {
        char *text = (char *)span->fields;
        vsnprintf(text, size, fields, arguments);
        span->text = text;
    }
    va_end(arguments);
    return span ? begin(span) : NULL;
}

static const char *text_of(const lg_field *field)
{
    return field->value.text ? field->value.text : "(null)";
}

lg_span *lg_span_make(lg_callsite *callsite, const lg_field *fields, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += fields[i].kind == LG_TEXT_FIELD ? strlen(text_of(&fields[i])) + 1 : 0;
    lg_span *span = new_span(callsite, callsite->name, true, count, bytes);
    if (!span)
        return NULL;
    char *text = (char *)(span->fields + count);
    for (size_t i = 0; i < count; i++) {
        span->fields[i] = fields[i];
        if (fields[i].kind == LG_TEXT_FIELD) {
            size_t size = strlen(text_of(&fields[i])) + 1;
            span->fields[i].value.text = memcpy(text, text_of(&fields[i]), size);
            text += size;
        }
    }
    return begin(span);
}

void lg_span_close(lg_span *span)
{
    if (!span)
        return;
    if (current == span) /* against the rule, but nothing should be left to point here */
        current = span->parent;
    if (!span->timed && !span->parent) { /* nothing that was recorded leads to it */
        release(span);
        return;
    }
    if (span->timed) {
        lg_instant now = lg__stamp();
        record(span, LG_SPAN_CLOSE, now, lg__busy_at(lg__load_relaxed(&span->busy), now));
    }
    leave_to_teller(span);
}

void lg_span_follows(lg_span *span, lg_span *from)
{
    enum { WORDS = 5 };
    if (!span || !from || !span->timed || !lg__trace_wanted(LG_WANTS_SPANS))
        return;
    uint64_t *words = lg__trace_begin(LG_SPAN_FOLLOWS, WORDS, 0, lg__stamp());
    if (!words)
        return;
    words[2] = (uintptr_t)span;
    words[3] = from->number;
    words[4] = from->root;
    lg__trace_commit(words);
}

/* Being in spans. */

lg_span *lg__span_enter(lg_span *span)
{
    lg_span *outer = current;
    current = span;
    if (span->timed) {
        lg_instant now = lg__stamp();
        lg__fetch_add_relaxed(&span->busy, ENTRY - now);
        record(span, LG_SPAN_ENTER, now, 0);
    }
    return outer;
}

void lg__span_exit(lg_span *span, lg_span *outer)
{
    current = outer;
    if (span->timed) {
        lg_instant now = lg__stamp();
        uint64_t before = lg__fetch_add_relaxed(&span->busy, now - ENTRY);
        record(span, LG_SPAN_EXIT, now, before + now - ENTRY);
    }
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
    return span ? span->text : "";
}

static uint64_t busy_at(lg_span *span, lg_instant now)
{
    return lg__busy_at(lg__load_relaxed(&span->busy), now);
}

uint64_t lg_span_busy(lg_span *span)
{
    return span && span->timed ? busy_at(span, lg__stamp()) : 0;
}

uint64_t lg_span_idle(lg_span *span)
{
    if (!span || !span->timed)
        return 0;
    lg_instant now = lg__stamp();
    uint64_t age = now > span->born ? now - span->born : 0, busy = busy_at(span, now);
    return age > busy ? age - busy : 0;
}
