/* lifeguard/runtime.h: what runs tasks.
 *
 * A current-thread runtime is one queue, first in, first out. Nothing runs by itself: tasks run while some thread is
 * inside block_on_in for that runtime, and wait otherwise. One thread at a time may be inside; spawn_in and wakers may
 * be used from any thread. `block_on(f(x))` makes a fresh runtime for the one call. */
#ifndef LIFEGUARD_RUNTIME_H
#define LIFEGUARD_RUNTIME_H

#include <lifeguard/abi.h>
#include <stdbool.h>

typedef struct lg_runtime lg_runtime;

/* All zero is the default. */
typedef struct lg_runtime_options {
    unsigned workers;  /* threads that run tasks; 0 and 1: the one that is inside block_on_in */
    bool paused_clock; /* the runtime has a virtual clock of its own, which starts at 0 (lifeguard/time.h) */
} lg_runtime_options;

/* Makes a runtime; `options` may be NULL. NULL with errno: ENOMEM; ENOTSUP where `workers` is more than 1, which this
 * version has not. Any thread. */
lg_runtime *lg_runtime_new(const lg_runtime_options *options);

/* Drops the tasks that have not finished, in the order they were spawned (joining one of them gives ECANCELED), then
 * frees the runtime. Wakers and task handles may outlive it. NULL is fine; a runtime that is running aborts. */
void lg_runtime_drop(lg_runtime *runtime);

/* The runtime whose task is being polled on this thread, or NULL. */
lg_runtime *lg_runtime_current(void);

#endif
