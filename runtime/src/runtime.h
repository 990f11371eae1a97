/* runtime.h: a current-thread runtime, as the parts around it see it.
 *
 * Its memory outlives lg_runtime_drop for as long as tasks of it have wakers or handles: a task can always look at it.
 */
#ifndef LG__RUNTIME_H
#define LG__RUNTIME_H

#include "arena.h"
#include "atomics.h"
#include "clock.h"
#include "driver.h"
#include "inbox.h"
#include "park.h"
#include "task.h"
#include <lifeguard/runtime.h>
#include <stddef.h>

struct lg_runtime {
    /* The owner's: the thread inside. */
    lg_task *first, *last;      /* the run queue, linked by `next` */
    lg_task *oldest, *youngest; /* unfinished tasks in the order they were started, linked by `younger` and `older` */
    struct lg__arena arena;     /* frames of all tasks: they are polled and dropped here only */
    struct lg__timers *timers;  /* NULL until a timer waits */
    struct lg__clock *clock;    /* &own_clock, or the process's */
    struct lg__clock own_clock;
    struct lg__blocks blocks; /* tasks */
    uint64_t tasks;           /* memory of tasks given out by the owner, less what the owner got back */
    unsigned budget;          /* of each poll; constant */

    /* Everybody's. */
    _Atomic(bool) entered; /* a thread is inside; for good once dropped */
    struct lg__inbox inbox;
    struct lg__parker parker;             /* of the thread inside */
    _Atomic(struct lg__driver *) driver;  /* what it sleeps in; set once */
    _Atomic(struct lg__block *) returned; /* blocks of tasks that others freed, for the owner to take all at once */
    _Atomic(uint64_t) tasks_elsewhere;    /* the same as `tasks`, done by others; see lg__task_memory_new */
    lg_runtime *next_orphan;              /* see task_memory.c */
};

/* The runtime this thread is inside of, or NULL. */
extern lg__thread_local struct lg_runtime *lg__current;

/* For the owner: makes the runtime's timers at the first call. */
struct lg__timers *lg__runtime_timers(struct lg_runtime *runtime);

/* Whether this thread is the owner. */
static inline bool lg__runtime_is_owned(const struct lg_runtime *runtime)
{
    return runtime == lg__current;
}

/* Appends to the run queue; for the owner. */
static inline void lg__run_queue_push(struct lg_runtime *runtime, lg_task *task)
{
    task->next = NULL;
    if (runtime->first)
        runtime->last->next = task;
    else
        runtime->first = task;
    runtime->last = task;
}

/* Takes the first task out, or NULL; for the owner. */
static inline lg_task *lg__run_queue_pop(struct lg_runtime *runtime)
{
    lg_task *task = runtime->first;
    if (task)
        runtime->first = task->next;
    return task;
}

#endif
