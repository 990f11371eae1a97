/* check.h: for the runtime's tests: checks, a log, wakers that count, and async functions written by hand.
 *
 * A `struct co` is a future whose body is an ordinary function between CO_BEGIN and CO_END that awaits leaf futures of
 * the library, one at a time, kept in co->leaf. It counts its polls, and logs its name when it is dropped while
 * suspended. */
#ifndef CHECK_H
#define CHECK_H

#include <lifeguard.h>
#include <lifeguard/sync.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                               \
    ((condition) ? (void)0 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition), abort()))

#define CHECK_INT(is, should)                                                                                          \
    do {                                                                                                               \
        long long is_ = (long long)(is), should_ = (long long)(should);                                                \
        if (is_ != should_) {                                                                                          \
            fprintf(stderr, "%s:%d: %s is %lld, not %lld\n", __FILE__, __LINE__, #is, is_, should_);                   \
            abort();                                                                                                   \
        }                                                                                                              \
    } while (0)

/* What happened, in order; by one thread. */
static char log_text[4096];

__attribute__((unused, format(printf, 1, 2))) static void note(const char *format, ...)
{
    size_t used = strlen(log_text);
    va_list arguments;
    va_start(arguments, format);
    if (used)
        log_text[used++] = ' ';
    vsnprintf(log_text + used, sizeof log_text - used, format, arguments);
    va_end(arguments);
}

/* Checks the log, and clears it. */
#define CHECK_LOG(should)                                                                                              \
    do {                                                                                                               \
        if (strcmp(log_text, should) != 0) {                                                                           \
            fprintf(stderr, "%s:%d: log is \"%s\", not \"%s\"\n", __FILE__, __LINE__, log_text, should);               \
            abort();                                                                                                   \
        }                                                                                                              \
        log_text[0] = '\0';                                                                                            \
    } while (0)

/* A waker that counts. */
struct counts {
    atomic_int clones, wakes, drops; /* wakes: consuming or not; drops: also by a consuming wake */
};

static lg_waker count_clone(void *data);

static void count_wake_by_ref(void *data)
{
    atomic_fetch_add(&((struct counts *)data)->wakes, 1);
}

static void count_drop(void *data)
{
    atomic_fetch_add(&((struct counts *)data)->drops, 1);
}

static void count_wake(void *data)
{
    count_wake_by_ref(data);
    count_drop(data);
}

static const lg_waker_vtable count_vtable = {count_clone, count_wake, count_wake_by_ref, count_drop};

static lg_waker count_clone(void *data)
{
    atomic_fetch_add(&((struct counts *)data)->clones, 1);
    return (lg_waker){&count_vtable, data};
}

/* A waker that nobody needs to drop. */
__attribute__((unused)) static lg_waker counting(struct counts *counts)
{
    return (lg_waker){&count_vtable, counts};
}

/* Every clone has been dropped or woken. */
#define CHECK_BALANCED(counts) CHECK_INT(atomic_load(&(counts).clones), atomic_load(&(counts).drops))

/* An async function by hand. */
struct co {
    lg_poll (*body)(struct co *co, lg_context *cx);
    const char *name;
    int state; /* a line of the body; -1: finished or dropped */
    int polls, drops;
    int result;           /* what it returns */
    void *data;           /* the body's */
    int i, j;             /* the body's */
    lg_task *children[2]; /* the body's */
    enum { NO_LEAF, YIELD, SLEEP, JOIN, LOCK, NOTIFIED, RECEIVE, BOXED, BLOCKING } kind;
    union {
        struct lg_yield yield;
        struct lg_sleep sleep;
        struct lg_joiner join;
        struct lg_locking lock;
        struct lg_notified notified;
        struct lg_mpsc_unbounded_receiving receive;
        struct lg_boxed boxed;
        struct lg_blocking_call blocking;
    } leaf;
};

#define CO_BEGIN                                                                                                       \
    switch (co->state) {                                                                                               \
    case 0:
#define CO_END                                                                                                         \
    }                                                                                                                  \
    co->state = -1;                                                                                                    \
    return LG_READY

/* Awaits the leaf future `member`, which `init` makes and `poll` polls. */
#define CO_AWAIT(KIND, init, poll)                                                                                     \
    init;                                                                                                              \
    co->kind = KIND;                                                                                                   \
    co->state = __LINE__;                                                                                              \
    __attribute__((fallthrough));                                                                                      \
    case __LINE__:                                                                                                     \
        if (poll == LG_PENDING)                                                                                        \
            return LG_PENDING;                                                                                         \
        co->kind = NO_LEAF

#define CO_YIELD()   CO_AWAIT(YIELD, lg_yield_init(&co->leaf.yield), lg_yield_poll(&co->leaf.yield, cx))
#define CO_SLEEP(ms) CO_AWAIT(SLEEP, lg_sleep_init(&co->leaf.sleep, ms), lg_sleep_poll(&co->leaf.sleep, cx))
#define CO_JOIN(task, result, error)                                                                                   \
    CO_AWAIT(JOIN, lg_joiner_init(&co->leaf.join, task, result), lg_joiner_poll(&co->leaf.join, cx, error))
#define CO_LOCK(mutex, guard)                                                                                          \
    CO_AWAIT(LOCK, lg_locking_init(&co->leaf.lock, mutex), lg_locking_poll(&co->leaf.lock, cx, guard))
#define CO_NOTIFIED(notify)                                                                                            \
    CO_AWAIT(NOTIFIED, lg_notified_init(&co->leaf.notified, notify), lg_notified_poll(&co->leaf.notified, cx))
#define CO_RECEIVE(queue, message, error)                                                                              \
    CO_AWAIT(RECEIVE, lg_mpsc_unbounded_receiving_init(&co->leaf.receive, queue, message),                             \
             lg_mpsc_unbounded_receiving_poll(&co->leaf.receive, cx, error))
#define CO_BOXED(box, result)                                                                                          \
    CO_AWAIT(BOXED, lg_boxed_init(&co->leaf.boxed, box, result), lg_boxed_poll(&co->leaf.boxed, cx))
/* Pending once, with nobody to wake it but the test. */
#define CO_PEND()                                                                                                      \
    co->state = __LINE__;                                                                                              \
    return LG_PENDING;                                                                                                 \
    case __LINE__:

static void co_init(struct co *co, const char *name, lg_poll (*body)(struct co *, lg_context *), void *data)
{
    *co = (struct co){.body = body, .name = name, .data = data};
}

static lg_poll co_poll(void *future, lg_context *cx, void *out)
{
    struct co *co = future;
    CHECK(co->state != -1);
    co->polls++;
    lg_poll poll = co->body(co, cx);
    if (poll == LG_READY)
        *(int *)out = co->result;
    return poll;
}

static void co_drop(void *future)
{
    struct co *co = future;
    CHECK(co->state != 0 && co->state != -1);
    co->state = -1;
    co->drops++;
    note("drop:%s", co->name);
    switch (co->kind) {
    case NO_LEAF:
        break;
    case YIELD:
        lg_yield_drop(&co->leaf.yield);
        break;
    case SLEEP:
        lg_sleep_drop(&co->leaf.sleep);
        break;
    case JOIN:
        lg_joiner_drop(&co->leaf.join);
        break;
    case LOCK:
        lg_locking_drop(&co->leaf.lock);
        break;
    case NOTIFIED:
        lg_notified_drop(&co->leaf.notified);
        break;
    case RECEIVE:
        lg_mpsc_unbounded_receiving_drop(&co->leaf.receive);
        break;
    case BOXED:
        lg_boxed_drop(&co->leaf.boxed);
        break;
    case BLOCKING:
        lg_blocking_call_drop(&co->leaf.blocking);
        break;
    }
}

static const lg_future_type co_type = {
    .size = sizeof(struct co),
    .align = _Alignof(struct co),
    .out_size = sizeof(int),
    .name = "co",
    .poll = co_poll,
    .drop = co_drop,
};

/* block_on(body()) */
__attribute__((unused)) static int co_block_on(lg_poll (*body)(struct co *, lg_context *), void *data)
{
    struct co co;
    int result = -1;
    co_init(&co, "main", body, data);
    lg_block_on_future(&co_type, &co, &result);
    CHECK_INT(co.state, -1);
    return result;
}

/* block_on_in(runtime, body()) */
__attribute__((unused)) static int co_block_on_in(lg_runtime *runtime, lg_poll (*body)(struct co *, lg_context *),
                                                  void *data)
{
    struct co co;
    int result = -1;
    co_init(&co, "main", body, data);
    lg_block_on_future_in(runtime, &co_type, &co, &result);
    return result;
}

/* spawn_in(runtime, body()) */
__attribute__((unused)) static lg_task *co_spawn_in(lg_runtime *runtime, const char *name,
                                                    lg_poll (*body)(struct co *, lg_context *), void *data)
{
    void *future;
    lg_task *task = lg_task_new(runtime, &co_type, &future);
    CHECK(task);
    co_init(future, name, body, data);
    lg_task_start(task);
    return task;
}

__attribute__((unused)) static lg_task *co_spawn(const char *name, lg_poll (*body)(struct co *, lg_context *),
                                                 void *data)
{
    return co_spawn_in(NULL, name, body, data);
}

/* future(body()) */
__attribute__((unused)) static lg_future *co_box(const char *name, lg_poll (*body)(struct co *, lg_context *),
                                                 void *data)
{
    void *future;
    lg_future *box = lg_future_new(&co_type, &future);
    CHECK(box);
    co_init(future, name, body, data);
    return box;
}

#endif
