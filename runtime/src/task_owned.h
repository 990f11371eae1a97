/* task_owned.h: the life of a task of a current-thread runtime.
 *
 * The *owner* is the thread that is inside the runtime at the moment (one at a time; taking turns is ordered by
 * entering and leaving). The owner's part is read and written without any locked instruction; everybody else goes by
 * way of `shared` and the runtime's inbox. A thread knows that it is the owner by lg__runtime_is_owned.
 *
 * `owned`, written by the owner only (bits 14-31 a count of references), beside what is common (task.h):
 *
 *   QUEUED    in the run queue. Set by a wake, cleared when the task is taken out to run.
 *   RUNNING   its future is being polled or dropped. Set and cleared by lg__owned_run.
 *   NOTIFIED  woken while RUNNING: to be queued again after the poll. Cleared at the beginning of the next.
 *   ABORTING  to be dropped instead of polled. Never cleared.
 *   DONE      its future has finished or was dropped. Never cleared; neither QUEUED nor RUNNING nor LISTED with it.
 *   LISTED    in the runtime's list of unfinished tasks, from the start to DONE.
 *
 * `shared`, beside what is common (task.h):
 *
 *   WOKEN     in the inbox, or about to be pushed by whoever set it. Set by another thread's wake, abort or start;
 *             cleared by the owner when it has taken the task from the inbox. ABORT is set together with it.
 *
 * References. A place in the inbox has one, too. The owner counts in `owned`, others in `shared`, which begins at a
 * bias that stands for "the owner counts too": it can not reach 0, and either count alone may be less than it was
 * raised by. At DONE the owner adds its count to `shared`, less the bias and the runtime's reference; from then on all
 * count there, and who reaches 0 frees the task. (After "Biased Reference Counting", Choi, Shull, Torrellas, 2018;
 * simpler, because the runtime's reference is always the last to be merged.) */
#ifndef LG__TASK_OWNED_H
#define LG__TASK_OWNED_H

#include "task.h"
#include <lifeguard/context.h>
#include <stdbool.h>

enum {
    LG__QUEUED = 1,
    LG__RUNNING = 2,
    LG__NOTIFIED = 4,
    LG__ABORTING = 8,
    LG__DONE = 32,
    LG__LISTED = 64,
    LG__OWNED_REFERENCE = 1 << 14,
};

enum { LG__WOKEN = 1 };

/* References that `shared` begins with: half of those it can count. */
#define LG__BIAS (UINT32_C(1) << 25)

/* For the maker. `task` has its memory, type and runtime; `flags` are the constant ones of `owned`. */
static inline void lg__owned_init(lg_task *task, uint32_t flags)
{
    atomic_init(&task->shared, LG__BIAS * LG__SHARED_REFERENCE);
    atomic_init(&task->owned, 2 * LG__OWNED_REFERENCE + flags);
}

/* Any thread, once: queues the task. */
void lg__owned_start(lg_task *task);

/* Any thread, holding a reference. */
void lg__owned_release(lg_task *task);

/* Any thread, holding a reference. Sees to it that the task is run; with `abort`, that it is dropped instead. */
void lg__owned_wake(lg_task *task, bool abort);

/* For the maker of a runtime: its `cx`. */
lg_context lg__owned_context(struct lg_runtime *runtime);

/* For the owner. Polls a task that has been taken out of the run queue once, or drops it if it is ABORTING. */
void lg__owned_run(lg_task *task);

/* For the owner. Drops the future of a task that is not DONE; then it is. Uses up the runtime's reference. */
void lg__owned_cancel(lg_task *task);

/* For the owner. Receives a task that was in the inbox, and uses up the reference that came with it. */
void lg__owned_receive(lg_task *task);

/* For the owner. */
static inline bool lg__owned_is_done(lg_task *task)
{
    return lg__load_relaxed(&task->owned) & LG__DONE;
}

#endif
