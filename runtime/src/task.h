/* task.h: what a task is made of, and who may touch which part when.
 *
 *     | shared, owned, type, runtime, links, joiner | padding | future, later its result … |
 *
 * A task belongs to one runtime. The *owner* is the thread that is inside that runtime at the moment (one at a time;
 * taking turns is ordered by lg__runtime_enter). The owner's part is read and written without any locked instruction;
 * everybody else goes by way of `shared` and the runtime's inbox. A thread knows that it is the owner by
 * lg__runtime_is_owned.
 *
 * `owned`, written by the owner only (bits 0-8 flags, bits 9-31 a count of references):
 *
 *   QUEUED    in the run queue. Set by a wake, cleared when the task is taken out to run.
 *   RUNNING   its future is being polled or dropped. Set and cleared by lg__task_run.
 *   NOTIFIED  woken while RUNNING: to be queued again after the poll. Cleared at the beginning of the next.
 *   ABORTING  to be dropped instead of polled. Never cleared.
 *   POLLED    its future was polled at least once, so there may be something to cancel. Never cleared.
 *   DONE      its future has finished or was dropped. Never cleared; neither QUEUED nor RUNNING nor LISTED with it.
 *   LISTED    in the runtime's list of unfinished tasks, from the start to DONE.
 *   BORROWED  the future is somebody else's (block_on): the task holds a pointer to it. Constant.
 *   MALLOCED  its memory is not one of the runtime's blocks (task_memory.h). Constant.
 *
 * `shared`, by read-modify-write only (bits 0-4 flags, bits 5-31 a count of references):
 *
 *   WOKEN     in the inbox, or about to be pushed by whoever set it. Set by another thread's wake, abort or start;
 *             cleared by the owner when it has taken the task from the inbox.
 *   ABORT     another thread asks for ABORTING. Set together with WOKEN; never cleared.
 *   JOINER    `joiner` holds a waker, and belongs to the owner. Set and cleared by whoever has the handle; while it is
 *             clear, `joiner` belongs to the handle. Not looked at by the owner before it sets CLOSED.
 *   CLOSED    no more wakes: set by the owner with DONE, never cleared. Whoever sees it leaves the inbox alone.
 *   FINISHED  set with CLOSED if there is a result.
 *
 * References. One is the runtime's, from the start to DONE; one the handle's; one for each waker; one for a place in
 * the inbox. The owner counts in `owned`, others in `shared`, which begins at a bias that stands for "the owner counts
 * too": it can not reach 0, and either count alone may be less than it was raised by. At DONE the owner adds its count
 * to `shared`, less the bias and the runtime's reference; from then on all count there, and who reaches 0 frees the
 * task. (After "Biased Reference Counting", Choi, Shull, Torrellas, 2018; simpler, because the runtime's reference is
 * always the last to be merged.) */
#ifndef LG__TASK_H
#define LG__TASK_H

#include "atomics.h"
#include <lifeguard/task.h>
#include <stdint.h>

enum {
    LG__QUEUED = 1,
    LG__RUNNING = 2,
    LG__NOTIFIED = 4,
    LG__ABORTING = 8,
    LG__POLLED = 16,
    LG__DONE = 32,
    LG__LISTED = 64,
    LG__BORROWED = 128,
    LG__MALLOCED = 256,
    LG__OWNED_REFERENCE = 512,
};

enum {
    LG__WOKEN = 1,
    LG__ABORT = 2,
    LG__JOINER = 4,
    LG__CLOSED = 8,
    LG__FINISHED = 16,
    LG__SHARED_REFERENCE = 32,
};

/* References that `shared` begins with: half of those it can count. */
#define LG__BIAS (UINT32_C(1) << 26)

struct lg_task {
    _Atomic(uint32_t) shared;
    _Atomic(uint32_t) owned; /* relaxed loads and stores by the owner; MALLOCED also by whoever frees the task */
    const lg_future_type *type;
    struct lg_runtime *runtime; /* constant; its memory lives as long as the task */
    lg_task *next;              /* in the run queue; the owner's, while QUEUED */
    lg_task *inbox_next;        /* in the inbox; guarded by its lock */
    lg_task *older, *younger;   /* in the list of unfinished tasks; the owner's, while LISTED */
    lg_waker joiner;            /* see JOINER */
};

/* What a BORROWED task holds in the place of a future. */
struct lg__borrowed {
    void *future;
    void *out; /* never NULL where there is a result */
};

/* Any thread, holding a reference. One reference more, or less. */
void lg__task_retain(lg_task *task);
void lg__task_release(lg_task *task);

/* Any thread, holding a reference. Sees to it that the task is run; with `abort`, that it is dropped instead. */
void lg__task_wake(lg_task *task, bool abort);

/* Where the result is, once FINISHED; for a task that is not BORROWED and has one. */
void *lg__task_result(lg_task *task);

/* Makes a task for a future of somebody else's, which stores its result in `out`. NULL where memory is out. The caller
 * gets a handle, and starts it. */
lg_task *lg__task_new_borrowed(struct lg_runtime *runtime, const lg_future_type *type, void *future, void *out);

/* For the owner. Polls a task that has been taken out of the run queue once, or drops it if it is ABORTING. */
void lg__task_run(lg_task *task);

/* For the owner. Drops the future of a task that is not DONE; then it is. Uses up the runtime's reference. */
void lg__task_cancel(lg_task *task);

/* For the owner. Receives a task that was in the inbox, and uses up the reference that came with it. */
void lg__task_receive(lg_task *task);

/* For the owner. */
static inline bool lg__task_is_done(lg_task *task)
{
    return lg__load_relaxed(&task->owned) & LG__DONE;
}

#endif
