#include "posix.h"

#include "wait_list.h"

#include <lifeguard/barrier.h>

void lg_gathering_init(struct lg_gathering *self, lg_barrier *barrier)
{
    self->barrier = barrier;
    lg__waiter_init(&self->waiter);
}

/* The first poll. True: as the last to come, who releases the others. */
static bool arrive(struct lg_gathering *self, const lg_waker *waker)
{
    lg_barrier *barrier = self->barrier;
    lg_waker clone = lg_waker_clone(waker);
    lg__lock(&barrier->waiters.lock);
    bool last = barrier->arrived + 1 >= barrier->count;
    if (last) {
        barrier->arrived = 0;
        lg__wait_list_wake_all(&barrier->waiters, LG__WAITER_RELEASED);
        lg_waker_drop(clone);
    } else {
        barrier->arrived++;
        lg__wait_list_append(&barrier->waiters, &self->waiter, clone);
        lg__unlock(&barrier->waiters.lock);
    }
    return last;
}

lg_poll lg_gathering_poll(struct lg_gathering *self, lg_context *cx, bool *out)
{
    lg__waiter_expect(&self->waiter, "lg_barrier_wait");
    bool fresh = self->waiter.phase == LG__WAITER_FRESH;
    if (!lg__budget_left(cx))
        return LG_PENDING;
    if (fresh ? !arrive(self, cx->waker)
              : lg__waiter_check(&self->waiter, &self->barrier->waiters, cx->waker) == LG__WAITER_LISTED)
        return LG_PENDING;
    self->waiter.phase = LG__WAITER_FINISHED;
    lg__budget_spend(cx);
    *out = fresh;
    return LG_READY;
}

void lg_gathering_drop(struct lg_gathering *self)
{
    struct lg__wait_list *waiters = &self->barrier->waiters;
    bool waiting = self->waiter.phase == LG__WAITER_WAITING;
    self->waiter.phase = LG__WAITER_FINISHED;
    if (!waiting)
        return;
    lg__lock(&waiters->lock);
    bool listed = lg__wait_list_remove(waiters, &self->waiter) == LG__WAITER_LISTED;
    if (listed && self->waiter.round == waiters->round) /* else its round is complete, and it is about to be released */
        self->barrier->arrived--;
    lg__unlock(&waiters->lock);
    if (listed)
        lg_waker_drop(self->waiter.waker);
}
