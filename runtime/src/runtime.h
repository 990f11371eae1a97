/* runtime.h: a runtime, as the parts around it see it.
 *
 * One with a crew (crew.h) runs its tasks on the crew's threads, one without on the thread that is inside.
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
#include "stats.h"
#include "task.h"
#include "task_memory.h"
#include <lifeguard/runtime.h>
#include <stddef.h>

struct lg_runtime {
    /* Constant. */
    struct lg__crew *crew;   /* NULL: a current-thread runtime */
    struct lg__clock *clock; /* &own_clock, or the process's */
    unsigned budget;         /* of each poll */
    unsigned blocking_threads;
    uint64_t blocking_idle_ms;
    char name[16];                 /* of its threads */
    struct lg__watch_polls *watch; /* NULL: polls are not watched */

    /* Everybody's. */
    struct lg__clock own_clock;
    _Atomic(struct lg__driver *) driver;     /* what a thread with nothing to do sleeps in; set once */
    _Atomic(struct lg__blocking *) blocking; /* its pool of threads for calls that block; set once */
    _Atomic(uint64_t) tasks_elsewhere;       /* see task_memory.h */
    lg_runtime *next_orphan;                 /* see task_memory.c */
    lg_runtime *older, *younger;             /* see runtimes.c */
    unsigned resting;                        /* so many of its threads; see rest.c */
    _Atomic(bool) rests;                     /* of a current-thread runtime: the thread inside is to rest */

    /* Of a current-thread runtime. Everybody's: */
    _Atomic(bool) entered; /* a thread is inside; for good once dropped */
    struct lg__inbox inbox;
    struct lg__parker parker; /* of the thread inside */
    /* The owner's: the thread inside. */
    lg_task *first, **end;      /* the run queue, linked by `next`, and where the next to come is to be linked in */
    lg_waker polled;            /* borrowed by `cx`; of the task whose poll is under way, else of none */
    lg_context cx;              /* what its tasks are polled with */
    lg_task *oldest, *youngest; /* unfinished tasks in the order they were started, linked by `younger` and `older` */
    struct lg__arena arena;     /* frames of all tasks: they are polled and dropped here only */
    struct lg__timers *timers;  /* NULL until a timer waits; then `timers_room` */
    struct lg__timers *timers_room; /* there from the beginning: a sleep can not say that memory is out */
    struct lg__task_memory memory;
    struct lg__worker_counts counts;
    uint64_t seed; /* what the next task is chosen by; 0: the first */
};

/* The runtime this thread is inside of, or NULL. */
extern lg__thread_local struct lg_runtime *lg__current;

/* The timers for a future that is polled for the runtime on this thread. Begun by the first call. */
struct lg__timers *lg__runtime_timers(struct lg_runtime *runtime);

/* Whether the clock moves when there is nothing to run: it is paused, and no thread works for a task. */
bool lg__runtime_may_jump(struct lg_runtime *runtime);

/* The above may have changed: lets a thread of the runtime look again. Any thread, while the runtime lives. */
void lg__runtime_nudge(struct lg_runtime *runtime);

/* Where the paused clock would jump to: to `next`, the earliest of the runtime's timers (UINT64_MAX: none), or to an
 * earlier one of a future that is polled by hand. UINT64_MAX: nowhere. */
uint64_t lg__runtime_next_timer(struct lg_runtime *runtime, uint64_t next);

/* Moves the clock there. False: nowhere. The runtime's own timers are still to be fired. */
bool lg__runtime_jump(struct lg_runtime *runtime, lg_instant next);

/* Whether this thread is the owner of a current-thread runtime. */
static inline bool lg__runtime_is_owned(const struct lg_runtime *runtime)
{
    return runtime == lg__current;
}

/* Appends to the run queue of a current-thread runtime; for the owner. */
static inline void lg__run_queue_push(struct lg_runtime *runtime, lg_task *task)
{
    task->next = NULL;
    *runtime->end = task;
    runtime->end = &task->next;
}

#endif
