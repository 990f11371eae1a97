#include "posix.h"

#include "contract.h"
#include "lock.h"

#include <errno.h>
#include <lifeguard/active_mutex.h>
#include <stddef.h>

/* Its address tells threads apart. */
static lg__thread_local char this_thread;

/* `holder` is this thread's address only if this thread has stored it, so that relaxed order is enough. */
static void lock(lg_active_mutex *mutex, const char *who)
{
    if (lg__load_relaxed(&mutex->holder) == &this_thread)
        lg__violated(who, "this thread holds the mutex already");
    lg__lock(&mutex->lock);
    lg__store_relaxed(&mutex->holder, (const void *)&this_thread);
}

static void unlock(lg_active_mutex *mutex)
{
    lg__store_relaxed(&mutex->holder, NULL);
    lg__unlock(&mutex->lock);
}

lg_active_guard lg_active_mutex_lock(lg_active_mutex *mutex)
{
    lock(mutex, "lg_active_mutex_lock");
    return (lg_active_guard){mutex};
}

int lg_active_mutex_try_lock(lg_active_mutex *mutex, lg_active_guard *guard)
{
    bool locked = lg__try_lock(&mutex->lock);
    if (locked)
        lg__store_relaxed(&mutex->holder, (const void *)&this_thread);
    guard->mutex = locked ? mutex : NULL;
    return locked ? 0 : EBUSY;
}

void lg_active_guard_drop(lg_active_guard *guard)
{
    lg_active_mutex *mutex = guard->mutex;
    guard->mutex = NULL;
    if (mutex)
        unlock(mutex);
}

void lg_active_guard_on_resume(lg_active_guard *guard, lg_context *cx)
{
    (void)cx;
    if (guard->mutex)
        lock(guard->mutex, "lg_active_guard_on_resume");
}

void lg_active_guard_on_suspend(lg_active_guard *guard, lg_context *cx)
{
    (void)cx;
    if (guard->mutex)
        unlock(guard->mutex);
}

void lg_active_guard_on_cancel(lg_active_guard *guard, lg_context *cx)
{
    (void)cx;
    guard->mutex = NULL; /* unlocked when it was suspended */
}
