/* trace_tell.c: tells subscribers what threads have recorded: reads the buffers, the earliest record first, and makes
 * of each what a subscriber understands. One thread at a time, with lg__trace_lock. */
#include "posix.h"

#include "event.h"
#include "lock.h"
#include "span.h"
#include "subscriber.h"
#include "trace_buffer.h"
#include "trace_numbers.h"
#include "trace_task.h"
#include "trace_text_of.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_EVENT_FIELDS = LG__MOST_RECORD_WORDS / LG__FIELD_WORDS, MOST_EVENT_TEXT = 4096 };

static const void *pointer(uint64_t word)
{
    /* NOLINTNEXTLINE(performance-no-int-to-ptr): that is what was recorded */
    return (const void *)(uintptr_t)word;
}

/* Spans. */

static void fill_callsite(lg_trace_record *record, const lg_callsite *callsite)
{
    record->target = callsite->target;
    record->level = callsite->level;
    record->file = callsite->file;
    record->line = callsite->line;
}

/* The fields as text, printed at the first time; "" where memory is out. */
static const char *shown_fields(lg_span *span)
{
    if (span->field_count == 0)
        return span->text;
    if (!span->shown) {
        size_t size = lg__fields_print(NULL, 0, span->fields, span->field_count) + 1;
        span->shown = malloc(size);
        if (!span->shown)
            return "";
        lg__fields_print(span->shown, size, span->fields, span->field_count);
    }
    return span->shown;
}

static void fill_span(lg_trace_record *record, lg_span *span)
{
    fill_callsite(record, span->callsite);
    record->span = span->number;
    record->parent = span->parent ? span->parent->number : 0;
    record->root = span->root;
    record->depth = span->depth;
    record->name = span->name;
    record->fields = shown_fields(span);
    record->field_list = span->field_count ? span->fields : NULL;
    record->field_count = span->field_count;
}

static void fill_times(lg_trace_record *record, const lg_span *span, uint64_t busy)
{
    uint64_t age = record->at > span->born ? record->at - span->born : 0;
    record->busy = busy;
    record->idle = age > busy ? age - busy : 0;
}

static void follow(lg_trace_record *record, lg_span *span, uint64_t other, uint64_t root)
{
    record->kind = LG_SPAN_FOLLOWS;
    span->follows = record->other = other;
    span->follows_root = record->other_root = root;
    lg__subscribers_tell(record, LG_WANTS_SPANS);
}

/* A span that begins a task's own work follows from the one in which the task was spawned. */
static void tell_new(lg_trace_record *record, lg_span *span, uint64_t task)
{
    struct lg__task_number *known = task && !span->parent ? lg__task_number_find(task) : NULL;
    lg__subscribers_tell(record, LG_WANTS_SPANS);
    if (known && known->span)
        follow(record, span, known->span, known->root);
}

static void tell_span(lg_trace_record *record, const uint64_t *words, uint64_t task)
{
    lg_span *span = (lg_span *)pointer(words[2]);
    fill_span(record, span);
    if (record->kind == LG_SPAN_NEW) {
        tell_new(record, span, task);
        return;
    }
    if (record->kind == LG_SPAN_FOLLOWS) {
        follow(record, span, words[3], words[4]);
        return;
    }
    if (record->kind == LG_SPAN_EXIT) {
        fill_times(record, span, lg__busy_at(words[3], record->at));
    } else if (record->kind == LG_SPAN_CLOSE) {
        fill_times(record, span, words[3]);
        record->since = span->born;
        record->other = span->follows;
        record->other_root = span->follows_root;
    }
    lg__subscribers_tell(record, LG_WANTS_SPANS);
}

/* Events. */

static void tell_event(lg_trace_record *record, const uint64_t *words)
{
    static lg_field fields[MOST_EVENT_FIELDS]; /* with the lock */
    static char text[MOST_EVENT_TEXT];
    lg_span *span = (lg_span *)pointer(words[LG__EVENT_SPAN]);
    const lg_callsite *callsite = pointer(words[LG__EVENT_CALLSITE]);
    size_t message = words[LG__EVENT_SIZES] & UINT32_MAX, count = words[LG__EVENT_SIZES] >> 32;
    if (span)
        fill_span(record, span);
    fill_callsite(record, callsite);
    const uint64_t *place = words + LG__EVENT_WORDS;
    record->message = message ? (const char *)place : callsite->name;
    place += (message + sizeof *place - 1) / sizeof *place;
    for (size_t i = 0; i < count; i++) {
        size_t size = place[1] >> 32;
        fields[i].name = pointer(place[0]);
        fields[i].kind = (lg_field_kind)(place[1] & 0xff);
        memcpy(&fields[i].value, &place[2], sizeof fields[i].value);
        if (size > 0)
            fields[i].value.text = (const char *)&place[LG__FIELD_WORDS];
        place += LG__FIELD_WORDS + (size + sizeof *place - 1) / sizeof *place;
    }
    lg__fields_print(text, sizeof text, fields, count);
    record->fields = text;
    record->field_list = count ? fields : NULL;
    record->field_count = count;
    lg__subscribers_tell(record, LG_WANTS_SPANS);
}

/* Tasks and futures. */

static uint64_t number_of(uint64_t task)
{
    struct lg__task_number *known = task ? lg__task_number_find(task) : NULL;
    return known ? known->number : 0;
}

/* The task whose poll is under way on the thread, or 0. */
static uint64_t polled_by(const struct lg__trace_thread *thread)
{
    return thread->polls > 0 && thread->polls <= LG__NESTED_POLLS ? thread->polled[thread->polls - 1] : 0;
}

/* The task is to be polled. */
static void wake(struct lg__task_number *known, const lg_trace_record *record)
{
    known->woken = true;
    known->woken_at = record->at;
    known->woken_on = record->thread;
    known->woken_by = record->other;
}

static void begin_poll(lg_trace_record *record, struct lg__trace_thread *thread, struct lg__task_number *known)
{
    if (thread->polls < LG__NESTED_POLLS) {
        thread->polled[thread->polls] = known->task;
        thread->poll_began[thread->polls] = record->at;
    }
    thread->polls++;
    record->other = known->woken ? known->woken_by : 0;
    record->since = known->woken ? known->woken_at : 0;
    record->waker = known->woken ? known->woken_on : 0;
    known->woken = false;
}

static void end_poll(lg_trace_record *record, struct lg__trace_thread *thread)
{
    record->other = 0;
    record->since = record->at;
    if (thread->polls == 0) /* it began before anybody wanted to know */
        return;
    thread->polls--;
    if (thread->polls < LG__NESTED_POLLS)
        record->since = thread->poll_began[thread->polls];
}

static void tell_task(lg_trace_record *record, struct lg__trace_thread *thread, const uint64_t *words)
{
    uint64_t task = words[LG__ABOUT_WHAT];
    record->other = number_of(polled_by(thread));
    struct lg__task_number *known = record->kind == LG_TASK_SPAWN ? NULL : lg__task_number_find(task);
    if (record->kind == LG_TASK_WAKE && (!known || known->woken)) /* ended, unknown, or about to be polled anyway */
        return;
    if (!known && !(known = lg__task_number_new(task))) /* a new one, or from before anybody wanted to know */
        return;
    if (record->kind == LG_TASK_SPAWN) {
        known->span = record->span = words[LG__ABOUT_NUMBER];
        known->root = record->root = words[LG__ABOUT_ROOT];
        wake(known, record);
    } else if (record->kind == LG_TASK_WAKE) {
        wake(known, record);
    } else if (record->kind == LG_TASK_POLL_BEGIN) {
        begin_poll(record, thread, known);
    } else if (record->kind == LG_TASK_POLL_END) {
        end_poll(record, thread);
    } else {
        record->other = 0;
    }
    record->task = known->number;
    lg__subscribers_tell(record, LG_WANTS_TASKS);
    if (record->kind == LG_TASK_END)
        lg__task_number_end(task);
}

static void fill_type(lg_trace_record *record, const uint64_t *words)
{
    record->type = pointer(words[LG__ABOUT_TYPE]);
    record->name = record->type->name;
    record->detail = (unsigned)(words[0] >> 32);
}

/* A value that a future keeps: a field of its own. */
static void tell_value(lg_trace_record *record, const uint64_t *words)
{
    static lg_field field; /* with the lock */
    static char text[MOST_EVENT_TEXT], address[2 + 16 + 1];
    uint64_t bits = words[LG__ABOUT_ROOT];
    bool is_pointer = record->detail == LG__POINTER_VALUE;
    field.name = pointer(words[LG__ABOUT_NUMBER]);
    field.kind = is_pointer ? LG_TEXT_FIELD : (lg_field_kind)record->detail;
    if (field.kind == LG_BOOL_FIELD) {
        field.value.truth = bits != 0;
    } else if (is_pointer) {
        snprintf(address, sizeof address, "0x%llx", (unsigned long long)bits);
        field.value.text = address;
    } else {
        memcpy(&field.value, &bits, sizeof field.value);
    }
    record->detail = 0;
    record->future = pointer(words[LG__ABOUT_WHAT]);
    lg__fields_print(text, sizeof text, &field, 1);
    record->fields = text;
    record->field_list = &field;
    record->field_count = 1;
    lg__subscribers_tell(record, LG_WANTS_FUTURES);
}

static void tell_future(lg_trace_record *record, const uint64_t *words)
{
    if (record->kind == LG_FUTURE_VALUE) {
        tell_value(record, words);
        return;
    }
    const char *guard = pointer(words[LG__ABOUT_NUMBER]), *hook = pointer(words[LG__ABOUT_ROOT]);
    record->future = pointer(words[LG__ABOUT_WHAT]);
    record->message = guard ? guard : "";
    record->target = hook ? hook : "";
    lg__subscribers_tell(record, LG_WANTS_FUTURES);
}

/* All. */

static void tell(struct lg__trace_thread *thread, const uint64_t *words)
{
    lg_trace_record record = {
        .kind = (lg_trace_kind)(words[0] & 0xff),
        .at = words[1],
        .thread = thread->number,
        .worker = thread->worker,
        .name = "",
        .target = "",
        .fields = "",
        .message = "",
        .file = "",
        .task = number_of(polled_by(thread)),
        .level = LG_TRACE,
    };
    if (record.kind == LG_EVENT) {
        tell_event(&record, words);
    } else if (record.kind <= LG_SPAN_FOLLOWS) {
        tell_span(&record, words, polled_by(thread));
    } else {
        fill_type(&record, words);
        if (record.kind <= LG_TASK_END)
            tell_task(&record, thread, words);
        else
            tell_future(&record, words);
    }
}

/* The thread with the earliest record that is to be told, and when the next of the others is; NULL: there is none. */
static struct lg__trace_thread *earliest(lg_instant *next)
{
    struct lg__trace_thread *found = NULL;
    lg_instant first = 0;
    *next = UINT64_MAX;
    for (struct lg__trace_thread *thread = lg__trace_threads(); thread; thread = thread->next) {
        const uint64_t *words = lg__trace_next(thread);
        if (words && (!found || words[1] < first)) {
            *next = found ? first : *next;
            found = thread;
            first = words[1];
        } else if (words && words[1] < *next) {
            *next = words[1];
        }
    }
    return found;
}

/* Records that lead to a closed span were published before it was closed; so when those that are there now have been
 * told, the closed ones of before may go. */
static void tell_everything(void)
{
    struct lg__trace_thread *thread;
    lg_instant next;
    lg_span *closed = lg__spans_take_closed();
    lg__trace_begin_round();
    while ((thread = earliest(&next))) {
        const uint64_t *words = lg__trace_next(thread);
        do {
            tell(thread, words);
            lg__trace_advance(thread);
        } while ((words = lg__trace_next(thread)) && words[1] <= next);
    }
    lg__subscribers_told();
    lg__spans_release(closed);
    lg__trace_sweep();
}

void lg__trace_tell_all(void)
{
    lg__lock(&lg__trace_lock);
    tell_everything();
    lg__unlock(&lg__trace_lock);
}

void lg__trace_try_tell_all(void)
{
    if (!lg__try_lock(&lg__trace_lock))
        return;
    tell_everything();
    lg__unlock(&lg__trace_lock);
}

void lg_trace_flush(void)
{
    lg__trace_tell_all();
}
