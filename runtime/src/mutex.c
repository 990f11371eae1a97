/* mutex.c: a mutex that is handed over: unlocking gives it to the first waiter, so that nobody can get in between. */
#include "posix.h"

#include "thread_waker.h"
#include "wait_list.h"

#include <errno.h>
#include <lifeguard/mutex.h>
#include <stddef.h>

/* `locked` stays true if somebody waits: the lock is theirs. */
static void unlock(lg_mutex *mutex)
{
    lg_waker waker;
    lg__lock(&mutex->waiters.lock);
    bool handed = lg__wait_list_take(&mutex->waiters, LG__WAITER_GRANTED, &waker);
    mutex->locked = handed;
    lg__unlock(&mutex->waiters.lock);
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

/* With the list's lock. */
static bool take(lg_mutex *mutex)
{
    bool free = !mutex->locked;
    mutex->locked = true;
    return free;
}

int lg_mutex_try_lock(lg_mutex *mutex, lg_mutex_guard *guard)
{
    lg__lock(&mutex->waiters.lock);
    bool taken = take(mutex);
    lg__unlock(&mutex->waiters.lock);
    guard->mutex = taken ? mutex : NULL;
    return taken ? 0 : EBUSY;
}

void lg_locking_init(struct lg_locking *self, lg_mutex *mutex)
{
    self->mutex = mutex;
    lg__waiter_init(&self->waiter);
}

static bool ask(void *future)
{
    return take(((struct lg_locking *)future)->mutex);
}

lg_poll lg_locking_poll(struct lg_locking *self, lg_context *cx, lg_mutex_guard *out)
{
    lg__waiter_expect(&self->waiter, "lg_mutex_lock");
    if (!lg__wait(&self->mutex->waiters, &self->waiter, cx, ask, self))
        return LG_PENDING;
    out->mutex = self->mutex;
    return LG_READY;
}

void lg_locking_drop(struct lg_locking *self)
{
    if (lg__waiter_leave(&self->waiter, &self->mutex->waiters) == LG__WAITER_GRANTED)
        unlock(self->mutex);
}

static lg_poll poll_locking(void *future, lg_context *cx, void *out)
{
    return lg_locking_poll(future, cx, out);
}

lg_mutex_guard lg_mutex_blocking_lock(lg_mutex *mutex)
{
    struct lg_locking locking;
    lg_mutex_guard guard;
    lg_locking_init(&locking, mutex);
    lg__wait_on_thread(poll_locking, &locking, &guard);
    return guard;
}
