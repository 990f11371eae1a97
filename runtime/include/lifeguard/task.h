/* lifeguard/task.h: futures that run on their own, and the handles to them.
 *
 * `lg_task *t = spawn(f(x));` gives a future to the current runtime as a task; in a current-thread runtime it does not
 * run before the spawner yields, with several workers another one may run it at once. The handle must end in exactly
 * one of: a join that became ready, or lg_detach. It may be used on any thread, by one thread at a time; lg_abort may
 * be called beside the others while the handle is still valid. */
#ifndef LIFEGUARD_TASK_H
#define LIFEGUARD_TASK_H

#include <lifeguard/context.h>
#include <lifeguard/marks.h>
#include <stdbool.h>

typedef struct lg_task lg_task;

/* Asks for the task to be dropped. It is dropped by its runtime when that next runs it, and before a join of it ends;
 * one that finishes first, or has finished, is not touched. The handle stays the caller's. Any thread. */
void lg_abort(lg_task *task);

/* Gives up the handle; the task runs on by itself, and its result is thrown away. Also after lg_abort. NULL is fine. */
void lg_detach(lg_task *task);

/* Whether the task has finished or was dropped, so that a join of it would be ready at once. */
bool lg_task_is_finished(const lg_task *task);

/* The future of lg_join. */
struct lg_joiner {
    lg_task *task;
    void *result;
    unsigned char state; /* enum in join.c */
};
static inline void lg_joiner_init(struct lg_joiner *self, lg_task *task, void *result)
{
    self->task = task;
    self->result = result;
    self->state = 0;
}
lg_poll lg_joiner_poll(struct lg_joiner *self, lg_context *cx, int *out);
void lg_joiner_drop(struct lg_joiner *self);

/* int err = await lg_join(t, &result): waits for the task to end. 0: it finished, and its result is in `*result`, which
 * is of the async function's type, or NULL to throw it away. ECANCELED: it was aborted, or its runtime was dropped;
 * `*result` is as it was. Either way `t` is consumed. EDEADLK: the task joins itself; `t` stays. A join that is
 * cancelled, or never polled, leaves `t` as it was. One join of a task at a time. */
lg_leaf(struct lg_joiner, lg_joiner_init, lg_joiner_poll, lg_joiner_drop) int lg_join(lg_task *task, void *result);

/* The future of lg_yield_now. */
struct lg_yield {
    unsigned char state; /* enum in yield.c */
};
static inline void lg_yield_init(struct lg_yield *self)
{
    self->state = 0;
}
lg_poll lg_yield_poll(struct lg_yield *self, lg_context *cx);
void lg_yield_drop(struct lg_yield *self);

/* await lg_yield_now(): pending once, woken at once: the task goes to the back of its runtime's queue, or of its
 * worker's.
 */
lg_leaf(struct lg_yield, lg_yield_init, lg_yield_poll, lg_yield_drop) void lg_yield_now(void);

#endif
