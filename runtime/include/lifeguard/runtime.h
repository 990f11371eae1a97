/* lifeguard/runtime.h: what runs tasks.
 *
 * A *current-thread* runtime is one queue, first in, first out. Nothing runs by itself: tasks run while some thread is
 * inside block_on_in for that runtime, and wait otherwise. One thread at a time may be inside; spawn_in and wakers may
 * be used from any thread. `block_on(f(x))` makes a fresh one for the one call.
 *
 * A *multi-thread* runtime has workers, threads of its own, which run tasks as long as the runtime lives, and take them
 * from each other when they have none. A task moves between them at its yield points: two polls of it never overlap,
 * and each sees what was done in those before. block_on_in gives its future to the workers and sleeps meanwhile; any
 * number of threads may do so at a time, but the workers themselves. In which order tasks run is not defined, but
 * that each gets its turn.
 *
 * The threads of a runtime get no signals but those that they cause themselves. */
#ifndef LIFEGUARD_RUNTIME_H
#define LIFEGUARD_RUNTIME_H

#include <lifeguard/abi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct lg_runtime lg_runtime;

/* A poll that holds up its thread: it began `ms` milliseconds ago or earlier, and has not returned. */
typedef struct lg_slow_poll {
    const char *name; /* of the task's async function */
    unsigned worker;  /* which worker; 0 in a current-thread runtime */
    uint64_t ms;
} lg_slow_poll;

/* All zero is the default. */
typedef struct lg_runtime_options {
    unsigned workers;  /* threads that run tasks, 1,024 at most; 0 and 1: a current-thread runtime */
    bool paused_clock; /* the runtime has a virtual clock of its own, which starts at 0 (lifeguard/time.h) */
    const char *name; /* its threads are called NAME-0, NAME-1, …, as far as the system has room; copied; "lifeguard" */
    uint64_t seed;    /* not 0: a current-thread runtime that takes not the first of its queue but any, as this number
                         decides: another number is another order, the same number the same */
    unsigned budget;  /* after so many library operations that were ready at once, a task's next one is pending, and
                         others run first; 128 */
    unsigned blocking_threads; /* so many threads for lg_blocking at most; 64 */
    uint64_t blocking_idle_ms; /* such a thread ends when there was nothing to do for so long; 10,000 */
    uint64_t slow_poll_ms;     /* polls that take longer are told to `slow_poll`; 0: they are not watched */
    void (*slow_poll)(void *data, const lg_slow_poll *poll); /* called by a thread that does nothing else, once per
                                                                such poll while it lasts; NULL: they are only counted */
    void *slow_poll_data;
} lg_runtime_options;

/* Makes a runtime; `options` may be NULL, and is not needed afterwards. NULL with errno: ENOMEM; EINVAL: more than
 * 1,024 workers, or a seed and more than one worker; EAGAIN: the system has no room for the threads. Any thread. */
lg_runtime *lg_runtime_new(const lg_runtime_options *options);

/* Ends the runtime at once: waits for polls that are under way, drops the tasks that have not finished (joining one of
 * them gives ECANCELED), then frees the runtime. Tasks are dropped in the order they were spawned; those of several
 * workers, worker by worker. What is dropped may spawn, and so may calls under way (lg_blocking): such tasks are
 * dropped too, without having run. Wakers and task handles may outlive the runtime. NULL is fine. Aborts if called by
 * one of its tasks, or while some thread is inside a current-thread runtime. */
void lg_runtime_drop(lg_runtime *runtime);

/* Ends the runtime gracefully: goes on running its tasks, and those they spawn, until all have ended, or for `ms`
 * milliseconds of the runtime's clock (UINT64_MAX: for ever); then lg_runtime_drop. 0: all tasks had ended. ETIMEDOUT:
 * some were dropped. A current-thread runtime runs its tasks in this call. */
int lg_runtime_shutdown(lg_runtime *runtime, uint64_t ms);

/* The runtime whose task is being polled on this thread, or NULL. */
lg_runtime *lg_runtime_current(void);

/* What a thread that runs tasks has done so far. */
typedef struct lg_worker_stats {
    uint64_t polls;      /* begun */
    uint64_t spawned;    /* tasks started by what it ran; in a current-thread runtime, all that have arrived */
    uint64_t finished;   /* tasks that ended here: finished or dropped */
    uint64_t steals;     /* how often it took tasks from another worker */
    uint64_t stolen;     /* and how many they were */
    uint64_t injected;   /* tasks it took from the queue that the workers share */
    uint64_t overflows;  /* how often its own queue was full, and half went there */
    uint64_t parks;      /* how often it slept */
    const char *polling; /* the async function of the task it polls just now, or NULL */
} lg_worker_stats;

/* What a runtime is doing. */
typedef struct lg_stats {
    unsigned workers;          /* 1 for a current-thread runtime */
    lg_worker_stats all;       /* the sums; `spawned` also counts tasks that other threads started. Those that are not
                                  finished: all.spawned - all.finished */
    size_t injection;          /* tasks in the queue that the workers share */
    uint64_t slow_polls;       /* reported so far; 0 if they are not watched */
    unsigned blocking_threads; /* of the pool for lg_blocking */
    size_t blocking_queued;    /* calls that wait in line there */
} lg_stats;

/* Stores what the runtime, or its worker of number `worker`, is doing: each number as it was at some moment of the
 * call. EINVAL: there is no such worker. Any thread, while the runtime lives. */
void lg_runtime_stats(lg_runtime *runtime, lg_stats *stats);
int lg_runtime_worker_stats(lg_runtime *runtime, unsigned worker, lg_worker_stats *stats);

#endif
