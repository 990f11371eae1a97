/* join.c: what the holder of a task's handle can do. */
#include "posix.h"

#include "budget.h"
#include "cold.h"
#include "contract.h"
#include "here.h"
#include "join.h"
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

/* Takes the slot `joiner` back, with the waker in it. False: the task has been CLOSED, and has the waker. */
static bool stop_listening(lg_task *task)
{
    return !(lg__fetch_and_acq_rel(&task->shared, ~(uint32_t)LG__JOINER) & LG__CLOSED);
}

/* Gives the task a clone of `waker`. False: the task has been CLOSED. */
static inline bool listen(struct lg_joiner *self, const lg_waker *waker)
{
    lg_task *task = self->task;
    task->joiner = lg_waker_clone(waker);
    /* Releases `joiner` to the end of the task, or acquires the result. */
    if (lg__fetch_or_acq_rel(&task->shared, LG__JOINER) & LG__CLOSED) {
        lg_waker_drop(task->joiner);
        return false;
    }
    self->state = LISTENING;
    return true;
}

static lg__cold bool listen_again(struct lg_joiner *self, const lg_waker *waker)
{
    lg_task *task = self->task;
    if (lg_waker_will_wake(&task->joiner, waker))
        return true;
    self->state = FRESH;
    if (!stop_listening(task))
        return false;
    lg_waker_drop(task->joiner);
    return listen(self, waker);
}

bool lg__joiner_listen(struct lg_joiner *self, const lg_waker *waker)
{
    return self->state == LISTENING ? listen_again(self, waker) : listen(self, waker);
}

/* Stores the result of a task that is FINISHED, if it has one and somebody wants it. */
static lg__cold void store_result(struct lg_joiner *self)
{
    const lg_future_type *type = self->task->type;
    if (self->result && type->out_size)
        memcpy(self->result, lg__task_result(self->task), type->out_size);
}

/* The task has ended: all that is left is to take its result, as far as there is one, and let go of it. */
static __attribute__((noinline)) lg_poll finish(struct lg_joiner *self, lg_context *cx, int *out)
{
    lg_task *task = self->task;
    uint32_t shared = lg__load_acquire(&task->shared); /* pairs with the end of the task: its result */
    lg__budget_spend(cx);
    self->state = READY;
    *out = shared & LG__FINISHED ? 0 : ECANCELED;
    if (shared & LG__FINISHED) {
        if (self->result && task->type->out_size == LG__WORD)
            memcpy(self->result, task + 1, LG__WORD);
        else
            store_result(self);
    }
    if (shared / LG__SHARED_REFERENCE == 1)
        lg__task_free(task);
    else
        lg__task_release(task);
    return LG_READY;
}

static lg__cold lg_poll join_itself(struct lg_joiner *self, int *out)
{
    self->state = READY;
    *out = EDEADLK;
    return LG_READY;
}

/* The task has not ended. */
static __attribute__((noinline)) lg_poll wait_for_end(struct lg_joiner *self, lg_context *cx, int *out)
{
    return lg__joiner_listen(self, cx->waker) ? LG_PENDING : finish(self, cx, out);
}

/* What it may go on with are functions of their own, so that this one saves no registers. */
lg_poll lg_joiner_poll(struct lg_joiner *self, lg_context *cx, int *out)
{
    lg_task *task = self->task;
    if (self->state == READY)
        lg_polled_after_completion("lg_join");
    if (lg__budget_is_out(cx))
        return lg__budget_yield(cx);
    if (lg__load_relaxed(&task->shared) & LG__CLOSED)
        return finish(self, cx, out);
    return lg__task_is_polled_here(task) ? join_itself(self, out) : wait_for_end(self, cx, out);
}

void lg_joiner_drop(struct lg_joiner *self)
{
    if (self->state == LISTENING && stop_listening(self->task))
        lg_waker_drop(self->task->joiner);
    self->state = READY;
}
