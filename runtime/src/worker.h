/* worker.h: one thread of a multi-thread runtime: what it has for itself, and what others see of it.
 *
 * Where it finds the next task, in this order: the next task in front of its ring; its ring; the injection; the rings
 * of others, of which it takes half. Once in so many polls it begins with the injection instead, looks what happens
 * outside, and fires timers. A next task that leads to the next one for ever gives way to the ring now and then. */
#ifndef LG__WORKER_H
#define LG__WORKER_H

#include "arena.h"
#include "park.h"
#include "run_ring.h"
#include "stats.h"
#include "task_memory.h"
#include <pthread.h>

struct lg__worker {
    /* Its thread's; after that has ended, the last thread's of the runtime. */
    lg_runtime *runtime;        /* constant */
    uint16_t index;             /* constant */
    bool searching;             /* counted as such in the crew's lg__idle */
    bool looked_long;           /* has been idle for so long that it may take next tasks from others */
    bool rewoken;               /* `running` was woken by its own poll */
    bool ending;                /* the runtime ends: what is queued is forgotten */
    _Atomic(lg_task *) running; /* whose poll is under way, or NULL; others may look at it */
    unsigned polls;
    unsigned next_runs; /* tasks taken from `next` in a row */
    uint32_t random;
    lg_task *oldest, *youngest; /* unfinished tasks of this home, linked by `younger` and `older` */
    struct lg__arena arena;     /* frames of what is polled here */
    struct lg__task_memory memory;

    /* Everybody's. */
    _Alignas(64) struct lg__ring ring;
    _Atomic(lg_task *) finished; /* tasks of this home that others have ended, linked by `next` */
    struct lg__timers *timers;   /* of what is polled here; constant. Anybody may fire them */
    struct lg__parker parker;
    struct lg__worker_counts counts;
    pthread_t thread;
};

/* The worker this thread is, or NULL. */
extern lg__thread_local struct lg__worker *lg__worker;

/* Whether this thread is a worker of `runtime`. */
static inline bool lg__works_for(const lg_runtime *runtime)
{
    return lg__worker && lg__worker->runtime == runtime;
}

/* 0 or an errno. Starts no thread. */
int lg__worker_init(struct lg__worker *worker, lg_runtime *runtime, uint16_t index);
void lg__worker_end(struct lg__worker *worker);

/* What its thread does, until the crew stops. */
void *lg__worker_main(void *data);

/* For the worker's own thread. Queues a task that it holds: in front, or at the back. */
void lg__worker_queue_next(struct lg__worker *worker, lg_task *task);
void lg__worker_queue_last(struct lg__worker *worker, lg_task *task);

/* Makes this thread the worker, as far as tasks are concerned; NULL: none. Returns what it was. */
struct lg__worker *lg__worker_become(struct lg__worker *worker);

#endif
