/* lifeguard/subscriber.h: who is told what happens, and in which form.
 *
 * What happens is recorded in a buffer of the thread's own, without a lock, and told to the subscribers from there, one
 * record at a time, in the order of their times. When that is done, the most impatient subscriber decides:
 *
 *     LG_AT_ONCE   by the thread it happened on, before that goes on
 *     LG_BATCHED   by a thread that has recorded 32 KiB; by lg_trace_flush; when subscribers come and go
 *     LG_KEPT      by lg_trace_flush, and when subscribers come and go
 *
 * A buffer is bounded. What finds no room in it is not recorded but counted (lg_trace_dropped). */
#ifndef LIFEGUARD_SUBSCRIBER_H
#define LIFEGUARD_SUBSCRIBER_H

#include <lifeguard/callsite.h>
#include <lifeguard/time.h>
#include <stddef.h>
#include <stdio.h>

/* What can happen. */
typedef enum lg_trace_kind {
    LG_SPAN_NEW,
    LG_SPAN_ENTER,
    LG_SPAN_EXIT,
    LG_SPAN_CLOSE, /* `since`: when it was created; `other`: what it followed from last, or 0 */

    LG_EVENT,
    LG_SPAN_FOLLOWS, /* `span` follows from `other` (of `other_root`), a span that has led to it without being its
                        parent */

    LG_TASK_SPAWN,      /* `other`: the task that did, or 0; `span`, `root`: the span it was in, or 0 */
    LG_TASK_WAKE,       /* `other`: the task that did, or 0. Only wakes that lead to a poll */
    LG_TASK_POLL_BEGIN, /* `since`: when it was woken for it, by `other` on thread `waker`, as far as is known */
    LG_TASK_POLL_END,   /* `since`: when it began; `detail`: an lg_poll */
    LG_TASK_END,        /* `detail`: LG_READY: it has finished; LG_PENDING: it was dropped */

    LG_FUTURE_CREATE,     /* its frame exists; nothing has run */
    LG_FUTURE_POLL_BEGIN, /* `detail`: the state it is in */
    LG_FUTURE_POLL_END,   /* pending; `detail`: the state it is in */
    LG_FUTURE_READY,      /* its last poll has ended */
    LG_FUTURE_DROP,       /* `detail`: the state it was in */
    LG_FUTURE_RESUME,     /* a hook is called: `detail`: the state; `message`: the guard's name; `target`: the hook's */
    LG_FUTURE_SUSPEND,
    LG_FUTURE_CANCEL,
    LG_FUTURE_VALUE, /* of an argument, before its creation; of a local that it keeps, before a poll ends pending:
                        `field_list` is its name and value */
} lg_trace_kind;

/* Which of those a subscriber wants to be told. */
enum {
    LG_WANTS_SPANS = 1, /* and events */
    LG_WANTS_TASKS = 2,
    LG_WANTS_FUTURES = 4, /* of files compiled with -fplugin-arg-lifeguard-trace */
};

/* One thing that happened. Valid during the call; strings are never NULL. What a kind has nothing to say of is 0. */
typedef struct lg_trace_record {
    lg_trace_kind kind;
    lg_level level;
    lg_instant at;
    unsigned thread;            /* on which, from 1 in the order they recorded something */
    int worker;                 /* its number if it is a worker of a multi-thread runtime; else -1 */
    uint64_t span;              /* the span's number, from 1 in order of creation; 0: an event outside any span */
    uint64_t parent;            /* its parent's number, or 0 */
    uint64_t root;              /* the number of its outermost ancestor; its own, if it has no parent */
    unsigned depth;             /* how many ancestors it has */
    const char *name;           /* the span's name; of a task or future its async function's; "" for none */
    const char *target;         /* of the span, or of the event; "" for none */
    const char *fields;         /* the span's as text, or those of an event: "key=value …", "" for none */
    const char *message;        /* an event's text, else "" */
    const lg_field *field_list; /* the same as values, unless they were given as text */
    size_t field_count;
    const char *file; /* of the callsite; "" for none */
    int line;
    uint64_t busy, idle; /* of the span so far, nanoseconds; at its exits and its close */
    uint64_t task;       /* the task's number; of a span or an event: in whose poll it happened, or 0 */
    uint64_t other, other_root;
    lg_instant since;
    unsigned waker;

    unsigned detail;
    const void *future; /* its address */
    const lg_future_type *type;
} lg_trace_record;

/* When a subscriber is told. */
typedef enum lg_trace_when { LG_AT_ONCE, LG_BATCHED, LG_KEPT } lg_trace_when;

/* A subscriber: embed it, or let `record` find what it needs behind it. `record` is called under a lock: one call at a
 * time, in order. It must not use spans or events itself. */
typedef struct lg_subscriber {
    void (*record)(struct lg_subscriber *self, const lg_trace_record *record);
    struct lg_subscriber *next; /* the library's */
    lg_trace_when when;
    unsigned wants;                            /* 0: LG_WANTS_SPANS */
    int (*finish)(struct lg_subscriber *self); /* for lg_trace_close; NULL: nothing */
    void (*told)(struct lg_subscriber *self);  /* that was all for now, as `record` is called; NULL: nothing */
} lg_subscriber;

/* Adds a subscriber, which stays the caller's and must live until it is removed. Several are told one after the other,
 * in the order they came. Any thread. */
void lg_subscribe(lg_subscriber *subscriber);

/* Tells it what is still in the buffers, and removes it; afterwards it is not called any more. One that is not there is
 * fine. Any thread, but not from `record`. */
void lg_unsubscribe(lg_subscriber *subscriber);

/* Tells the subscribers everything that was recorded before. Any thread, but not from `record`. */
void lg_trace_flush(void);

/* How many records found no room since the program began. */
uint64_t lg_trace_dropped(void);

/* How many bytes a thread may have recorded that nobody has been told yet: 16 MiB by default, in steps of 32 KiB, 64
 * KiB at least. An enter or an exit takes 32, an event 40 and its text. 0, or EINVAL. Any thread. */
int lg_trace_buffer_size(size_t bytes);

/* Subscribers that write to a file, which stays the caller's. Each returns NULL with errno ENOMEM, and is ended by
 * lg_trace_close. docs/trace/ has a page on each.
 *
 * JSON lines: an object a line for each thing that happens. */
lg_subscriber *lg_trace_json(FILE *file);

/* What the Perfetto UI and chrome://tracing open: a track for each thread and each task, spans as slices, and arrows
 * from each wake to the poll that follows it. */
lg_subscriber *lg_trace_chrome(FILE *file);

/* Spans and their events as OpenTelemetry's protocol has them in JSON: a request a line, as its collector's file
 * receiver reads them. `service` is its service.name, and is copied. */
lg_subscriber *lg_trace_otlp(FILE *file, const char *service);

/* Ends one of these: tells it the rest, writes the end of the file, and flushes it. 0, or an errno if something could
 * not be written or memory was out and the file is not whole. NULL is fine. */
int lg_trace_close(lg_subscriber *subscriber);

/* Writes the trace to `file`, at once, a line for each thing that happens, indented by depth:
 *
 *     0.000000 > request id=7               entered
 *     0.000000     asking example.org       an event in it
 *     0.000000 < request id=7               exited
 *     0.010000 x request id=7 busy=0.000ms idle=10.000ms     closed
 *
 * with seconds on lg_now's clock, so that a program on a paused clock always writes the same; in colours if it is a
 * terminal, unless NO_COLOR is set. Levels other than info are named. Control characters but the tabulator are written
 * as \xNN: what a message holds makes no lines. One file at a time; NULL stops. The file stays the caller's. */
void lg_trace_to(FILE *file);

/* A subscriber that keeps what it is told, for tests. */
typedef struct lg_trace_memory lg_trace_memory;

/* Makes one and subscribes it, for spans and events. NULL with errno ENOMEM. */
lg_trace_memory *lg_trace_memory_new(void);

/* The same, for what `wants` says (LG_WANTS_…). */
lg_trace_memory *lg_trace_memory_of(unsigned wants);

/* Unsubscribes and frees it, with all its records. NULL is fine. */
void lg_trace_memory_drop(lg_trace_memory *memory);

/* How many records there are, up to now, and the one at `index`: valid, with its strings, until more are counted or it
 * is cleared or dropped. Records that found no memory are missing. One thread at a time. */
size_t lg_trace_memory_count(lg_trace_memory *memory);
const lg_trace_record *lg_trace_memory_at(lg_trace_memory *memory, size_t index);

/* Forgets all records up to now. */
void lg_trace_memory_clear(lg_trace_memory *memory);

/* What anybody wants to be told: LG_WANTS_…; the library's. */
extern _Atomic(unsigned) lg__trace_wants;

/* Something happens to a future: what the plugin's traced code calls. A load and a branch unless somebody wants it.
 * `guard` is static. */
void lg__trace_future(lg_trace_kind kind, const lg_future_type *type, const void *future, unsigned state,
                      const char *guard);
static inline void lg_trace_future(lg_trace_kind kind, const lg_future_type *type, const void *future, unsigned state,
                                   const char *guard)
{
    if (__builtin_expect(lg__trace_wants & LG_WANTS_FUTURES, 0))
        lg__trace_future(kind, type, future, state, guard);
}

#endif
