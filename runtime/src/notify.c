#include "posix.h"

#include "wait_list.h"

#include <lifeguard/notify.h>

void lg_notify_one(lg_notify *notify)
{
    lg_waker waker;
    lg__lock(&notify->waiters.lock);
    bool taken = lg__wait_list_take(&notify->waiters, LG__WAITER_GRANTED, &waker);
    if (!taken)
        notify->permit = true;
    lg__unlock(&notify->waiters.lock);
    if (taken)
        lg_waker_wake(waker);
}

void lg_notify_all(lg_notify *notify)
{
    lg__lock(&notify->waiters.lock);
    lg__wait_list_wake_all(&notify->waiters, LG__WAITER_RELEASED);
}

void lg_notified_init(struct lg_notified *self, lg_notify *notify)
{
    self->notify = notify;
    lg__waiter_init(&self->waiter);
}

/* Takes the permit, if there is one. */
static bool ask(void *future)
{
    lg_notify *notify = ((struct lg_notified *)future)->notify;
    bool permit = notify->permit;
    notify->permit = false;
    return permit;
}

lg_poll lg_notified_poll(struct lg_notified *self, lg_context *cx)
{
    lg__waiter_expect(&self->waiter, "lg_notify_wait");
    return lg__wait(&self->notify->waiters, &self->waiter, cx, ask, self) ? LG_READY : LG_PENDING;
}

void lg_notified_drop(struct lg_notified *self)
{
    if (lg__waiter_leave(&self->waiter, &self->notify->waiters) == LG__WAITER_GRANTED)
        lg_notify_one(self->notify);
}
