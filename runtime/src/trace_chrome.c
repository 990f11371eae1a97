/* trace_chrome.c: the subscriber that writes what Perfetto and chrome://tracing show: docs/trace/chrome.md.
 *
 *     process 1: a track for each thread: polls of tasks, in them spans while they are entered, wakes, events
 *     process 2: a track for each task: its polls; when it was spawned, when it ended
 *     process 3: each span from its creation to its close, entered or not
 *
 * and an arrow from each wake to the poll that follows it. */
#include "posix.h"

#include "json_write.h"
#include "subscriber.h"

#include <errno.h>
#include <stdlib.h>

enum { THREADS = 1, TASKS, SPANS };

struct thread {
    bool named;
    unsigned open; /* slices */
};

struct chrome {
    lg_subscriber subscriber;
    struct lg__out out;
    struct thread *threads; /* by number */
    unsigned room;
    bool incomplete; /* memory was out */
    lg_instant last;
    uint64_t first_span; /* created since there is this subscriber; 0: none yet */
    uint64_t arrows;
};

static void write_track(struct lg__out *out, int process, uint64_t track)
{
    lg__out_text(out, "\",\"pid\":");
    lg__out_number(out, (uint64_t)process);
    lg__out_text(out, ",\"tid\":");
    lg__out_number(out, track);
}

/* Nanoseconds, in microseconds. */
static void write_micros(struct lg__out *out, uint64_t ns)
{
    lg__out_number(out, ns / 1000);
    lg__out_text(out, ".");
    lg__out_three(out, (unsigned)(ns % 1000));
}

/* A member that is a number. */
static void write_number(struct lg__out *out, const char *before, uint64_t number)
{
    lg__out_text(out, before);
    lg__out_number(out, number);
}

/* The beginning of an event, without its end. */
static void begin(struct chrome *chrome, char phase, int process, uint64_t track, lg_instant at)
{
    struct lg__out *out = &chrome->out;
    lg__out_text(out, ",\n{\"ph\":\"");
    lg__out_bytes(out, &phase, 1);
    write_track(out, process, track);
    lg__out_text(out, ",\"ts\":");
    write_micros(out, at);
}

static void write_name(struct chrome *chrome, const char *name)
{
    lg__out_text(&chrome->out, ",\"name\":");
    lg__json_text(&chrome->out, name);
}

static void end(struct chrome *chrome)
{
    lg__out_text(&chrome->out, "}");
}

/* What a process or a track is called. */
static void call(struct chrome *chrome, const char *what, int process, uint64_t track, const char *name)
{
    struct lg__out *out = &chrome->out;
    lg__out_text(out, process == THREADS && track == 0 ? "\n{\"ph\":\"M" : ",\n{\"ph\":\"M");
    write_track(out, process, track);
    lg__out_text(out, ",\"ts\":0,\"name\":\"");
    lg__out_text(out, what);
    lg__out_text(out, "\",\"args\":{\"name\":");
    lg__json_text(out, name);
    lg__out_text(out, "}}");
}

/* The thread's own; NULL where memory is out. */
static struct thread *thread_of(struct chrome *chrome, unsigned number)
{
    if (number >= chrome->room) {
        unsigned room = number * 2 + 16; /* NOLINT(readability-magic-numbers) */
        struct thread *threads = realloc(chrome->threads, room * sizeof *threads);
        if (!threads) {
            chrome->incomplete = true;
            return NULL;
        }
        for (unsigned i = chrome->room; i < room; i++)
            threads[i] = (struct thread){false, 0};
        chrome->threads = threads;
        chrome->room = room;
    }
    struct thread *thread = &chrome->threads[number];
    if (!thread->named) {
        call(chrome, "thread_name", THREADS, number, lg__trace_thread_name(number));
        thread->named = true;
    }
    return thread;
}

/* Slices on a thread's track: those that begin last end first. */
static void open_slice(struct chrome *chrome, const lg_trace_record *record, const char *category)
{
    struct thread *thread = thread_of(chrome, record->thread);
    if (!thread)
        return;
    thread->open++;
    begin(chrome, 'B', THREADS, record->thread, record->at);
    write_name(chrome, record->name);
    lg__out_text(&chrome->out, ",\"cat\":\"");
    lg__out_text(&chrome->out, category);
    lg__out_text(&chrome->out, "\",\"args\":");
    if (record->task && !record->span) {
        write_number(&chrome->out, "{\"task\":", record->task);
        lg__out_text(&chrome->out, "}");
    } else {
        lg__json_fields(&chrome->out, record);
    }
    end(chrome);
}

/* One that began before there was this subscriber is left out. */
static void close_slice(struct chrome *chrome, unsigned number, lg_instant at)
{
    struct thread *thread = thread_of(chrome, number);
    if (!thread || thread->open == 0)
        return;
    thread->open--;
    begin(chrome, 'E', THREADS, number, at);
    end(chrome);
}

/* An arrow begins and ends in slices: a wake is one, without a length. */
static void write_wake(struct chrome *chrome, const lg_trace_record *record, const char *what)
{
    if (!thread_of(chrome, record->thread))
        return;
    begin(chrome, 'X', THREADS, record->thread, record->at);
    lg__out_text(&chrome->out, ",\"dur\":0,\"cat\":\"task\"");
    write_name(chrome, what);
    write_number(&chrome->out, ",\"args\":{\"task\":", record->task);
    lg__out_text(&chrome->out, ",\"of\":");
    lg__json_text(&chrome->out, record->name);
    lg__out_text(&chrome->out, "}");
    end(chrome);
}

static void write_arrow(struct chrome *chrome, const lg_trace_record *record)
{
    if (!record->waker)
        return;
    chrome->arrows++;
    begin(chrome, 's', THREADS, record->waker, record->since);
    write_number(&chrome->out, ",\"cat\":\"wake\",\"name\":\"wake\",\"id\":", chrome->arrows);
    end(chrome);
    begin(chrome, 'f', THREADS, record->thread, record->at);
    write_number(&chrome->out, ",\"cat\":\"wake\",\"name\":\"wake\",\"bp\":\"e\",\"id\":", chrome->arrows);
    end(chrome);
}

static void write_poll(struct chrome *chrome, const lg_trace_record *record)
{
    lg_instant length = record->at > record->since ? record->at - record->since : 0;
    begin(chrome, 'X', TASKS, record->task, record->at - length);
    lg__out_text(&chrome->out, ",\"dur\":");
    write_micros(&chrome->out, length);
    lg__out_text(&chrome->out, ",\"cat\":\"task\"");
    write_name(chrome, record->name);
    write_number(&chrome->out, ",\"args\":{\"thread\":", record->thread);
    lg__out_text(&chrome->out, record->detail == LG_READY ? ",\"ready\":true}" : ",\"ready\":false}");
    end(chrome);
}

static void write_moment(struct chrome *chrome, int process, uint64_t track, const lg_trace_record *record,
                         const char *name)
{
    begin(chrome, 'i', process, track, record->at);
    lg__out_text(&chrome->out, ",\"s\":\"t\"");
    write_name(chrome, name);
    lg__out_text(&chrome->out, ",\"args\":");
    lg__json_fields(&chrome->out, record);
    end(chrome);
}

static void write_span(struct chrome *chrome, const lg_trace_record *record)
{
    bool is_new = record->kind == LG_SPAN_NEW;
    if (is_new && !chrome->first_span)
        chrome->first_span = record->span;
    if (!chrome->first_span || record->span < chrome->first_span)
        return;
    begin(chrome, is_new ? 'b' : 'e', SPANS, record->root, record->at);
    write_number(&chrome->out, ",\"cat\":\"span\",\"id\":\"", record->span);
    lg__out_text(&chrome->out, "\"");
    write_name(chrome, record->name);
    lg__out_text(&chrome->out, ",\"args\":");
    if (is_new) {
        lg__json_fields(&chrome->out, record);
    } else {
        write_number(&chrome->out, "{\"busy_ns\":", record->busy);
        write_number(&chrome->out, ",\"idle_ns\":", record->idle);
        lg__out_text(&chrome->out, "}");
    }
    end(chrome);
}

static void write_task(struct chrome *chrome, const lg_trace_record *record)
{
    switch (record->kind) {
    case LG_TASK_SPAWN:
        call(chrome, "thread_name", TASKS, record->task, record->name);
        write_wake(chrome, record, "spawn");
        write_moment(chrome, TASKS, record->task, record, "spawned");
        break;
    case LG_TASK_WAKE:
        write_wake(chrome, record, "wake");
        break;
    case LG_TASK_POLL_BEGIN:
        open_slice(chrome, record, "task");
        write_arrow(chrome, record);
        break;
    case LG_TASK_POLL_END:
        close_slice(chrome, record->thread, record->at);
        write_poll(chrome, record);
        break;
    default:
        write_moment(chrome, TASKS, record->task, record, record->detail == LG_READY ? "finished" : "dropped");
        break;
    }
}

static void put_record(lg_subscriber *self, const lg_trace_record *record)
{
    void *start = self; /* of the whole */
    struct chrome *chrome = start;
    chrome->last = record->at > chrome->last ? record->at : chrome->last;
    switch (record->kind) {
    case LG_SPAN_NEW:
    case LG_SPAN_CLOSE:
        write_span(chrome, record);
        break;
    case LG_SPAN_ENTER:
        open_slice(chrome, record, "span");
        break;
    case LG_SPAN_EXIT:
        close_slice(chrome, record->thread, record->at);
        break;
    case LG_EVENT:
        if (thread_of(chrome, record->thread))
            write_moment(chrome, THREADS, record->thread, record, record->message);
        break;
    case LG_SPAN_FOLLOWS:
        break;
    default:
        write_task(chrome, record);
        break;
    }
}

static void told(lg_subscriber *self)
{
    void *start = self; /* of the whole */
    lg__out_flush(&((struct chrome *)start)->out);
}

/* Slices that are open end here. */
static int finish(lg_subscriber *self)
{
    void *start = self;
    struct chrome *chrome = start;
    for (unsigned i = 0; i < chrome->room; i++)
        while (chrome->threads[i].open > 0)
            close_slice(chrome, i, chrome->last);
    lg__out_text(&chrome->out, "\n]}\n");
    int error = chrome->incomplete ? ENOMEM : 0, not_written = lg__out_finish(&chrome->out);
    free(chrome->threads);
    free(chrome);
    return not_written ? not_written : error;
}

lg_subscriber *lg_trace_chrome(FILE *file)
{
    struct chrome *chrome = malloc(sizeof *chrome);
    if (!chrome) {
        errno = ENOMEM;
        return NULL;
    }
    *chrome = (struct chrome){.subscriber = {.record = put_record,
                                             .when = LG_BATCHED,
                                             .wants = LG_WANTS_SPANS | LG_WANTS_TASKS,
                                             .finish = finish,
                                             .told = told}};
    lg__out_init(&chrome->out, file);
    lg__out_text(&chrome->out, "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[");
    call(chrome, "process_name", THREADS, 0, "threads");
    call(chrome, "process_name", TASKS, 0, "tasks");
    call(chrome, "process_name", SPANS, 0, "spans");
    lg_subscribe(&chrome->subscriber);
    return &chrome->subscriber;
}
