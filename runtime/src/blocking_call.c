/* blocking_call.c: the future that waits for a call on another thread. */
#include "posix.h"

#include "blocking.h"
#include "budget.h"
#include "contract.h"

#include <errno.h>

enum state { FRESH, WAITING, RETURNED, CANCELED, FINISHED };

void lg_blocking_call_init(struct lg_blocking_call *self, void (*fn)(void *arg), void *arg)
{
    self->fn = fn;
    self->arg = arg;
    self->pool = NULL;
    self->state = FRESH;
}

/* On a thread of the pool. Once the lock is released with the new state, the future may be gone. */
static void run(struct lg__job *job, bool canceled)
{
    struct lg_blocking_call *self = (struct lg_blocking_call *)job; /* begins with it */
    struct lg__blocking *pool = self->pool;
    if (!canceled)
        self->fn(self->arg);
    lg__blocking_lock(pool);
    lg_waker waker = self->waker;
    self->state = canceled ? CANCELED : RETURNED;
    lg__blocking_said(pool);
    lg__blocking_unlock(pool);
    lg_waker_wake(waker);
}

/* Hands the call in: 0 or an errno. */
static int begin(struct lg_blocking_call *self, lg_context *cx)
{
    struct lg__blocking *pool = lg__runtime_blocking(cx->runtime);
    if (!pool)
        return errno;
    self->job = (struct lg__job){.run = run};
    self->pool = pool;
    self->waker = lg_waker_clone(cx->waker);
    self->state = WAITING;
    lg__blocking_retain(pool);
    int error = lg__blocking_submit(pool, &self->job);
    if (error) {
        lg_waker_drop(self->waker);
        lg__blocking_release(pool);
    }
    return error;
}

/* Sees to it that `waker` is the one that is woken. Not WAITING: it has been. */
static enum state check(struct lg_blocking_call *self, const lg_waker *waker)
{
    lg__blocking_lock(self->pool);
    enum state state = (enum state)self->state;
    bool change = state == WAITING && !lg_waker_will_wake(&self->waker, waker);
    lg__blocking_unlock(self->pool);
    if (!change)
        return state;
    lg_waker spare = lg_waker_clone(waker);
    lg__blocking_lock(self->pool);
    state = (enum state)self->state;
    if (state == WAITING) {
        lg_waker old = self->waker;
        self->waker = spare;
        spare = old;
    }
    lg__blocking_unlock(self->pool);
    lg_waker_drop(spare);
    return state;
}

lg_poll lg_blocking_call_poll(struct lg_blocking_call *self, lg_context *cx, int *out)
{
    if (!self->pool && self->state == FINISHED) /* with a pool, its threads write the state */
        lg_polled_after_completion("lg_blocking");
    *out = 0;
    if (!self->pool && !cx->runtime) {
        self->fn(self->arg);
    } else if (!self->pool) {
        int error = begin(self, cx);
        if (!error)
            return LG_PENDING;
        *out = error;
    } else {
        enum state state = check(self, cx->waker);
        if (state == WAITING)
            return LG_PENDING;
        *out = state == CANCELED ? ECANCELED : 0;
        lg__blocking_release(self->pool);
    }
    self->pool = NULL;
    self->state = FINISHED;
    return LG_READY;
}

void lg_blocking_call_drop(struct lg_blocking_call *self)
{
    struct lg__blocking *pool = self->pool;
    if (pool && lg__blocking_withdraw(pool, &self->job)) {
        lg_waker_drop(self->waker);
        lg__blocking_release(pool);
    } else if (pool) {
        lg__blocking_lock(pool);
        while (self->state == WAITING)
            lg__blocking_wait(pool);
        lg__blocking_unlock(pool);
        lg__blocking_release(pool);
    }
    self->pool = NULL;
    self->state = FINISHED;
}
