/* lifeguard/context.h: what a poll is given, and how a future asks to be polled again.
 *
 * Nothing here allocates, locks or needs an operating system. */
#ifndef LIFEGUARD_CONTEXT_H
#define LIFEGUARD_CONTEXT_H

#include <lifeguard/abi.h>
#include <stdbool.h>

typedef struct lg_waker lg_waker;

/* How a waker does what it does. All four may be called from any thread, any number of times, also when nobody is there
 * any more to be woken; none of them may call back into the future that holds the waker. */
typedef struct lg_waker_vtable {
    lg_waker (*clone)(void *data);   /* one more waker for the same thing */
    void (*wake)(void *data);        /* wakes, and consumes the waker */
    void (*wake_by_ref)(void *data); /* wakes, and leaves the waker as it is */
    void (*drop)(void *data);        /* consumes the waker */
} lg_waker_vtable;

/* A handle to whatever polls a future: "poll it again". Owned by exactly one holder: copying the struct is moving it,
 * a second one comes from lg_waker_clone, and each ends in lg_waker_wake or lg_waker_drop. */
struct lg_waker {
    const lg_waker_vtable *vtable;
    void *data;
};

/* What poll functions and hooks are given. Complete so that anybody can make one on the stack (lg_context_init); the
 * members are the library's. Valid for one poll. */
struct lg_context {
    const lg_waker *waker;      /* borrowed from whoever polls */
    struct lg__arena *arena;    /* where frames of callees come from; NULL: malloc */
    struct lg_runtime *runtime; /* whose task is being polled; NULL under a context made by hand */
};

/* The waker that does nothing. */
extern const lg_waker_vtable lg__waker_noop_vtable;

/* A second waker for what `waker` wakes; the caller owns it. Any thread. */
static inline lg_waker lg_waker_clone(const lg_waker *waker)
{
    return waker->vtable->clone(waker->data);
}

/* Wakes: whoever polls the future polls it again, soon and at least once. Consumes `waker`. Any thread. */
static inline void lg_waker_wake(lg_waker waker)
{
    waker.vtable->wake(waker.data);
}

/* Wakes like lg_waker_wake, but leaves the waker to its owner. Any thread. */
static inline void lg_waker_wake_by_ref(const lg_waker *waker)
{
    waker->vtable->wake_by_ref(waker->data);
}

/* Gives `waker` up without waking. Any thread. */
static inline void lg_waker_drop(lg_waker waker)
{
    waker.vtable->drop(waker.data);
}

/* A waker that does nothing, whatever is done to it. It owns nothing and need not be dropped. */
static inline lg_waker lg_waker_noop(void)
{
    lg_waker waker = {&lg__waker_noop_vtable, 0};
    return waker;
}

/* Whether both wake the same thing, as far as can be told: a future polled again with the same waker keeps the clone it
 * has. False only means "clone again". */
static inline bool lg_waker_will_wake(const lg_waker *a, const lg_waker *b)
{
    return a->vtable == b->vtable && a->data == b->data;
}

/* Makes a context that wakes `waker`, which it borrows: the waker must outlive the context. Futures polled under it
 * take the frames of callees from malloc, and their timers from the process (lifeguard/time.h). */
static inline void lg_context_init(lg_context *cx, const lg_waker *waker)
{
    cx->waker = waker;
    cx->arena = 0;
    cx->runtime = 0;
}

/* The waker of the context; borrowed for the poll: clone it to keep it. */
static inline const lg_waker *lg_context_waker(const lg_context *cx)
{
    return cx->waker;
}

#endif
