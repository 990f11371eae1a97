/* join.c: what the holder of a task's handle can do. */
#include "posix.h"

#include "budget.h"
#include "contract.h"
#include "join.h"
#include "task.h"
#include "task_future.h"

#include <errno.h>
#include <string.h>

void lg_abort(lg_task *task)
{
    lg__task_abort(task);
}

void lg_detach(lg_task *task)
{
    if (task)
        lg__task_release(task);
}

bool lg_task_is_finished(const lg_task *task)
{
    return lg__load_acquire(&((lg_task *)task)->shared) & LG__CLOSED;
}

enum { FRESH, LISTENING, READY };

void lg_joiner_init(struct lg_joiner *self, lg_task *task, void *result)
{
    self->task = task;
    self->result = result;
    self->state = FRESH;
}

/* Takes the slot `joiner` back, with the waker in it. False: the task has been CLOSED, and has the waker. */
static bool stop_listening(lg_task *task)
{
    return !(lg__fetch_and_acq_rel(&task->shared, ~(uint32_t)LG__JOINER) & LG__CLOSED);
}

bool lg__joiner_listen(struct lg_joiner *self, const lg_waker *waker)
{
    lg_task *task = self->task;
    if (self->state == LISTENING) {
        if (lg_waker_will_wake(&task->joiner, waker))
            return true;
        self->state = FRESH;
        if (!stop_listening(task))
            return false;
        lg_waker_drop(task->joiner);
    }
    task->joiner = lg_waker_clone(waker);
    /* Releases `joiner` to the end of the task, or acquires the result. */
    if (lg__fetch_or_acq_rel(&task->shared, LG__JOINER) & LG__CLOSED) {
        lg_waker_drop(task->joiner);
        return false;
    }
    self->state = LISTENING;
    return true;
}

lg_poll lg_joiner_poll(struct lg_joiner *self, lg_context *cx, int *out)
{
    lg_task *task = self->task;
    if (self->state == READY)
        lg_polled_after_completion("lg_join");
    if (!lg__budget_left(cx))
        return LG_PENDING;
    uint32_t shared = lg__load_acquire(&task->shared); /* pairs with the end of the task: its result */
    if (!(shared & LG__CLOSED)) {
        if (lg__task_is_polled_here(task)) {
            self->state = READY;
            *out = EDEADLK;
            return LG_READY;
        }
        if (lg__joiner_listen(self, cx->waker))
            return LG_PENDING;
        shared = lg__load_relaxed(&task->shared);
    }
    lg__budget_spend(cx);
    self->state = READY;
    *out = shared & LG__FINISHED ? 0 : ECANCELED;
    if (shared & LG__FINISHED && self->result && task->type->out_size)
        memcpy(self->result, lg__task_result(task), task->type->out_size);
    lg__task_release(task);
    return LG_READY;
}

void lg_joiner_drop(struct lg_joiner *self)
{
    if (self->state == LISTENING && stop_listening(self->task))
        lg_waker_drop(self->task->joiner);
    self->state = READY;
}
