/* crew.h: the workers of a multi-thread runtime, and what they share. */
#ifndef LG__CREW_H
#define LG__CREW_H

#include "idle.h"
#include "injection.h"
#include "rest.h"
#include "worker.h"

struct lg__crew {
    lg_runtime *runtime;
    struct lg__injection injection;
    struct lg__idle idle;
    _Atomic(uint8_t) orders;   /* what workers are to do after the poll under way; enum in rest.h */
    _Atomic(bool) seat;        /* some worker sleeps, or is about to, in the driver, and minds everybody's timers */
    _Atomic(bool) draining;    /* somebody sleeps on `drained` until all tasks have ended */
    _Atomic(uint64_t) spawned; /* tasks started by other threads than workers */
    struct lg__parker drained;
    unsigned count;
    struct lg__worker workers[];
};

/* The workers of `runtime`, whose clock is set; no thread runs yet. NULL with errno ENOMEM or what the system says. */
struct lg__crew *lg__crew_new(lg_runtime *runtime, unsigned count);

/* Starts the threads: 0, or an errno, and none is left. They are called NAME-0, …. */
int lg__crew_start(struct lg__crew *crew, const char *name);

/* Waits until no task is unfinished, `ns` nanoseconds of the runtime's clock at most (UINT64_MAX: for ever). Whether
 * that came first. */
bool lg__crew_drain(struct lg__crew *crew, uint64_t ns);

/* Ends the threads, after the polls under way, and drops all tasks. By no worker. */
void lg__crew_stop(struct lg__crew *crew);

/* Frees what is left of a crew that was stopped. */
void lg__crew_free(struct lg__crew *crew);

/* After work was made known: wakes a worker if there is one to be woken. Any thread. */
void lg__crew_notify(struct lg__crew *crew);

/* Has every worker that sleeps look around once more. Any thread. */
void lg__crew_rouse(struct lg__crew *crew);

/* Any thread but the runtime's workers. Queues a task that it holds, if the runtime still runs: else false. */
bool lg__crew_inject(struct lg__crew *crew, lg_task *task);

/* Fires what is due of all the workers' timers. Any worker. */
void lg__crew_fire_timers(struct lg__crew *crew);

/* When the first of all the timers is due, or UINT64_MAX. */
uint64_t lg__crew_earliest_timer(struct lg__crew *crew);

#endif
