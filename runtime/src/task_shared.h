/* task_shared.h: the life of a task of a multi-thread runtime.
 *
 * At any moment at most one place *holds* the task: a queue, or the worker that took it out, polls or drops it. Whoever
 * finds it not held and has something to say takes hold of it, in the same atomic step as saying so, and puts it into a
 * queue. So nobody waits for anybody, and a wake is one instruction.
 *
 * `shared`, beside what is common (task.h):
 *
 *   WOKEN     to be polled again: some wake has happened since the last poll began. Set by anybody's wake, abort;
 *             cleared by the holder before it polls. The release of setting it pairs with the acquire of clearing it,
 *             through later read-modify-writes too: what was written before any wake is seen by the poll that follows.
 *   HELD      somebody holds the task. Set by a wake that finds it clear, which then queues the task; cleared by the
 *             holder after a poll that is pending, only while WOKEN is clear. Stays set when the task ends.
 *
 * A wake from inside the task's own poll, by the worker that polls it, is not told to others at all: the worker
 * remembers it (lg__worker.rewoken) and keeps hold. So a yield costs no locked instruction.
 *
 * `owned` is the holder's, and read by who frees the task; beside what is common (task.h):
 *
 *   HOMED        in the list of unfinished tasks of its home, from when a worker first had it until the end.
 *   bits 16-31   the home: the worker who spawned the task, or, where that was no worker, first took it. Its list has
 *                the task, and its blocks the memory, unless MALLOCED. Constant once HOMED.
 *
 * A worker that ends a task of another's home leaves the rest to that: with the runtime's reference, the task goes to
 * the home's `finished`.
 *
 * References are all counted in `shared`. A queue needs none: what it holds has not ended, so there is the runtime's.
 */
#ifndef LG__TASK_SHARED_H
#define LG__TASK_SHARED_H

#include "worker.h"
#include <stdbool.h>

enum {
    LG__SHARED_WOKEN = 1,
    LG__HELD = 32,
};

enum { LG__HOMED = 64, LG__HOME_SHIFT = 16 };

/* For the maker. `task` has its memory, type and runtime; `flags` are the constant ones of `owned`. */
static inline void lg__shared_init(lg_task *task, uint32_t flags)
{
    uint32_t home = lg__works_for(task->runtime) ? lg__worker->index : 0;
    atomic_init(&task->shared, 2 * LG__SHARED_REFERENCE + LG__HELD);
    atomic_init(&task->owned, flags | home << LG__HOME_SHIFT);
}

/* Any thread, once: queues the task. */
void lg__shared_start(lg_task *task);

/* Any thread, holding a reference. */
void lg__shared_release(lg_task *task);

/* Any thread, holding a reference. Sees to it that the task is polled; with `abort`, that it is dropped instead. */
void lg__shared_wake(lg_task *task, bool abort);

/* For the worker that has taken the task out of a queue: polls it once, or drops it if that was asked for. True: it is
 * to be polled again, and the worker still holds it. */
bool lg__shared_run(struct lg__worker *worker, lg_task *task);

/* For the last thread of a runtime: drops the future of a task that has not ended, whoever holds it. */
void lg__shared_cancel(struct lg__worker *worker, lg_task *task);

/* For a worker that is to be the task's home; once. */
void lg__shared_move_in(struct lg__worker *worker, lg_task *task);

/* For a home: lets go of its tasks that others have ended. */
void lg__shared_take_finished(struct lg__worker *worker);

#endif
