#include "posix.h"

#include "contract.h"
#include "wait_list.h"

#include <lifeguard/notify.h>

void lg_notify_one(lg_notify *notify)
{
    lg_waker waker;
    lg__lock(&notify->lock);
    bool taken = lg__wait_list_take(&notify->waiters, LG__WAITER_GRANTED, &waker);
    if (!taken)
        notify->permit = true;
    lg__unlock(&notify->lock);
    if (taken)
        lg_waker_wake(waker);
}

/* Wakers run without the lock, a batch at a time; who begins to wait meanwhile is of a later round. */
void lg_notify_all(lg_notify *notify)
{
    enum { BATCH = 32 };
    lg__lock(&notify->lock);
    unsigned round = notify->round++;
    for (;;) {
        lg_waker wakers[BATCH];
        unsigned count = 0;
        while (count < BATCH && notify->waiters.first && (int)(notify->waiters.first->round - round) <= 0)
            lg__wait_list_take(&notify->waiters, LG__WAITER_RELEASED, &wakers[count++]);
        lg__unlock(&notify->lock);
        for (unsigned i = 0; i < count; i++)
            lg_waker_wake(wakers[i]);
        if (count < BATCH)
            return;
        lg__lock(&notify->lock);
    }
}

void lg_notified_init(struct lg_notified *self, lg_notify *notify)
{
    self->notify = notify;
    lg__waiter_init(&self->waiter);
}

/* Takes the permit, or gets in line. */
static bool take_or_wait(struct lg_notified *self, const lg_waker *waker)
{
    lg_notify *notify = self->notify;
    lg_waker clone = lg_waker_clone(waker);
    lg__lock(&notify->lock);
    bool permit = notify->permit;
    notify->permit = false;
    if (!permit) {
        self->waiter.round = notify->round;
        lg__wait_list_append(&notify->waiters, &self->waiter, clone);
    }
    lg__unlock(&notify->lock);
    if (permit)
        lg_waker_drop(clone);
    return permit;
}

lg_poll lg_notified_poll(struct lg_notified *self, lg_context *cx)
{
    if (self->waiter.phase == LG__WAITER_FINISHED)
        lg_polled_after_completion("lg_notify_wait");
    bool notified = self->waiter.phase == LG__WAITER_FRESH
                        ? take_or_wait(self, cx->waker)
                        : lg__waiter_check(&self->waiter, &self->notify->lock, cx->waker) != LG__WAITER_LISTED;
    if (!notified)
        return LG_PENDING;
    self->waiter.phase = LG__WAITER_FINISHED;
    return LG_READY;
}

void lg_notified_drop(struct lg_notified *self)
{
    if (lg__waiter_leave(&self->waiter, &self->notify->lock, &self->notify->waiters))
        lg_notify_one(self->notify);
}
