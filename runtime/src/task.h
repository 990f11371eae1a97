/* task.h: what a task is made of, and what both kinds of runtime do with it.
 *
 *     | shared, owned, type, runtime, links, joiner | padding | future, later its result … |
 *
 * A task belongs to one runtime, and lives as that runs its tasks: on one thread (task_owned.h) or on several
 * (task_shared.h), which say what the bits of `shared` and `owned` are, and who may touch them. Common to both are, of
 * `shared`, which is changed by read-modify-write only:
 *
 *   ABORT     somebody asks for the task to be dropped. Never cleared.
 *   JOINER    `joiner` holds a waker, and belongs to the task. Set and cleared by whoever has the handle; while it is
 *             clear, `joiner` belongs to the handle. Not looked at before CLOSED is set.
 *   CLOSED    the future is no more, and nothing leads to another poll. Set once, by whoever ends the task.
 *   FINISHED  set with CLOSED if there is a result.
 *   bits 6-31 a count of references: one of the runtime's, from the start to CLOSED, one of the handle's, one for each
 *             waker.
 *
 * and of `owned`, constant but for the first:
 *
 *   POLLED    the future was polled at least once, so there may be something to cancel. Never cleared.
 *   BORROWED  the future is somebody else's (block_on): the task holds a pointer to it.
 *   MALLOCED  its memory is not one of a thread's blocks (task_memory.h).
 *   bits 9-13 else the class of its block (blocks.h). */
#ifndef LG__TASK_H
#define LG__TASK_H

#include "atomics.h"
#include <lifeguard/task.h>
#include <lifeguard/time.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    LG__ABORT = 2,
    LG__JOINER = 4,
    LG__CLOSED = 8,
    LG__FINISHED = 16,
    LG__SHARED_REFERENCE = 64,
};

enum {
    LG__POLLED = 16,
    LG__BORROWED = 128,
    LG__MALLOCED = 256,
    LG__CLASS = 31 << 9,
    LG__CLASS_SHIFT = 9,
};

struct lg_task {
    _Atomic(uint32_t) shared;
    _Atomic(uint32_t) owned; /* relaxed loads and stores by whoever may poll the task, or frees it */
    const lg_future_type *type;
    struct lg_runtime *runtime; /* constant; its memory lives as long as the task */
    lg_task *next;              /* in a queue */
    lg_task *inbox_next;        /* in the inbox of a current-thread runtime; guarded by its lock */
    lg_task *older, *younger;   /* in a list of unfinished tasks */
    lg_waker joiner;            /* see JOINER */
    lg_instant suspended;       /* when its last poll ended, once somebody wants to know (lg_dump_note_ages); or 0. By
                                   who polls it */
};

/* What a BORROWED task holds in the place of a future. */
struct lg__borrowed {
    void *future;
    void *out; /* never NULL where there is a result */
};

/* Any thread, holding a reference, which is used up. */
void lg__task_release(lg_task *task);

/* Any thread, holding a reference. Sees to it that the task is dropped, by a thread that runs tasks of its runtime. */
void lg__task_abort(lg_task *task);

/* Makes a task for a future of somebody else's, which stores its result in `out`. NULL where memory is out. The caller
 * gets a handle, and starts it. */
lg_task *lg__task_new_borrowed(struct lg_runtime *runtime, const lg_future_type *type, void *future, void *out);

#endif
