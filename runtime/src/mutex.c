/* mutex.c: a mutex that is handed over: unlocking gives it to the first waiter, so that nobody can get in between. */
#include "posix.h"

#include "contract.h"
#include "wait_list.h"

#include <errno.h>
#include <lifeguard/mutex.h>
#include <stddef.h>

/* `locked` stays true if somebody waits: the lock is theirs. */
static void unlock(lg_mutex *mutex)
{
    lg_waker waker;
    lg__lock(&mutex->lock);
    bool handed = lg__wait_list_take(&mutex->waiters, LG__WAITER_GRANTED, &waker);
    mutex->locked = handed;
    lg__unlock(&mutex->lock);
    if (handed)
        lg_waker_wake(waker);
}

void lg_mutex_guard_drop(lg_mutex_guard *guard)
{
    lg_mutex *mutex = guard->mutex;
    guard->mutex = NULL;
    if (mutex)
        unlock(mutex);
}

int lg_mutex_try_lock(lg_mutex *mutex, lg_mutex_guard *guard)
{
    lg__lock(&mutex->lock);
    bool free = !mutex->locked;
    mutex->locked = true;
    lg__unlock(&mutex->lock);
    guard->mutex = free ? mutex : NULL;
    return free ? 0 : EBUSY;
}

void lg_locking_init(struct lg_locking *self, lg_mutex *mutex)
{
    self->mutex = mutex;
    lg__waiter_init(&self->waiter);
}

/* Locks, or gets in line. */
static bool lock_or_wait(struct lg_locking *self, const lg_waker *waker)
{
    lg_mutex *mutex = self->mutex;
    lg_mutex_guard guard;
    if (lg_mutex_try_lock(mutex, &guard) == 0)
        return true;
    lg_waker clone = lg_waker_clone(waker);
    lg__lock(&mutex->lock);
    bool free = !mutex->locked;
    mutex->locked = true;
    if (!free)
        lg__wait_list_append(&mutex->waiters, &self->waiter, clone);
    lg__unlock(&mutex->lock);
    if (free)
        lg_waker_drop(clone);
    return free;
}

lg_poll lg_locking_poll(struct lg_locking *self, lg_context *cx, lg_mutex_guard *out)
{
    if (self->waiter.phase == LG__WAITER_FINISHED)
        lg_polled_after_completion("lg_mutex_lock");
    bool locked = self->waiter.phase == LG__WAITER_FRESH
                      ? lock_or_wait(self, cx->waker)
                      : lg__waiter_check(&self->waiter, &self->mutex->lock, cx->waker) == LG__WAITER_GRANTED;
    if (!locked)
        return LG_PENDING;
    self->waiter.phase = LG__WAITER_FINISHED;
    out->mutex = self->mutex;
    return LG_READY;
}

void lg_locking_drop(struct lg_locking *self)
{
    if (lg__waiter_leave(&self->waiter, &self->mutex->lock, &self->mutex->waiters))
        unlock(self->mutex);
}
