#include "posix.h"

#include "wait_list.h"

#include <errno.h>
#include <lifeguard/once.h>
#include <stddef.h>

bool lg_once_is_made(const lg_once *once)
{
    return lg__load_acquire(&once->made); /* pairs with lg_once_finish */
}

void lg_once_turn_drop(lg_once_turn *turn)
{
    lg_once *once = turn->once;
    turn->once = NULL;
    if (!once)
        return;
    lg_waker waker;
    lg__lock(&once->waiters.lock);
    bool passed = lg__wait_list_take(&once->waiters, LG__WAITER_GRANTED, &waker);
    once->taken = passed;
    lg__unlock(&once->waiters.lock);
    if (passed)
        lg_waker_wake(waker);
}

void lg_once_finish(lg_once_turn *turn)
{
    lg_once *once = turn->once;
    if (!once)
        lg__violated("lg_once_finish", "it is not the caller's turn");
    turn->once = NULL;
    lg__store_release(&once->made, true); /* pairs with lg_once_is_made */
    lg__lock(&once->waiters.lock);
    once->taken = false;
    lg__wait_list_wake_all(&once->waiters, LG__WAITER_RELEASED);
}

/* With the lock. EBUSY where somebody else has the turn. */
static int begin(lg_once *once, lg_once_turn *turn)
{
    turn->once = NULL;
    if (lg__load_acquire(&once->made))
        return 0;
    if (once->taken)
        return EBUSY;
    once->taken = true;
    turn->once = once;
    return 0;
}

int lg_once_try_begin(lg_once *once, lg_once_turn *turn)
{
    lg__lock(&once->waiters.lock);
    int error = begin(once, turn);
    lg__unlock(&once->waiters.lock);
    return error;
}

void lg_beginning_init(struct lg_beginning *self, lg_once *once)
{
    self->once = once;
    self->made = false;
    lg__waiter_init(&self->waiter);
    self->waiter.state = LG__WAITER_LISTED; /* for the poll that need not wait */
}

static bool ask(void *future)
{
    struct lg_beginning *self = future;
    lg_once_turn turn;
    int error = begin(self->once, &turn);
    self->made = !error && !turn.once;
    return error == 0;
}

lg_poll lg_beginning_poll(struct lg_beginning *self, lg_context *cx, lg_once_turn *out)
{
    lg__waiter_expect(&self->waiter, "lg_once_begin");
    if (self->waiter.phase == LG__WAITER_FRESH && lg_once_is_made(self->once)) {
        self->made = true; /* without the lock: this is how nearly all polls go */
        self->waiter.phase = LG__WAITER_FINISHED;
    } else {
        if (!lg__wait(&self->once->waiters, &self->waiter, cx, ask, self))
            return LG_PENDING;
        self->made = self->made || self->waiter.state == LG__WAITER_RELEASED;
    }
    out->once = self->made ? NULL : self->once;
    return LG_READY;
}

void lg_beginning_drop(struct lg_beginning *self)
{
    if (lg__waiter_leave(&self->waiter, &self->once->waiters) == LG__WAITER_GRANTED)
        lg_once_turn_drop(&(lg_once_turn){self->once});
}
