/* lifeguard/active_mutex.h: a mutex that is unlocked whenever its holder is not executing.
 *
 *     lg_scoped(lg_active_guard) guard = lg_active_mutex_lock(&m);
 *     account->balance -= n;
 *     await notify(account);            // unlocked meanwhile; what it protects may change here
 *     account->transfers++;             // locked again
 *
 * The guard has Lifecycle hooks: suspending unlocks, resuming locks again before any user code runs. It protects what
 * lies between two yield points, like a lock taken and released around each piece of straight code, but can not be
 * forgotten at any of them. A hook can not await, so locking holds up the thread; never for longer than another
 * thread's holder executes without suspending. Not fair: of the threads that wait any gets it next, or one that comes
 * just then.
 *
 * Deadlock. The rules of an ordinary mutex, applied to one poll: an async function that holds the guard holds it while
 * its callee executes, so a callee must not lock the same mutex: this aborts with a message. Guards of several mutexes
 * that are live together must be initialised in the same order everywhere, since resuming locks in that order. Do not
 * block the thread (block_on, a join by hand) while holding one. */
#ifndef LIFEGUARD_ACTIVE_MUTEX_H
#define LIFEGUARD_ACTIVE_MUTEX_H

#include <lifeguard/waiter.h>

/* All zero (LG_ACTIVE_MUTEX_INIT) is unlocked. Need not be destroyed. */
typedef struct lg_active_mutex {
    struct lg__lock lock;
    _Atomic(const void *) holder; /* the thread that holds it, to tell a deadlock from contention */
} lg_active_mutex;

#define LG_ACTIVE_MUTEX_INIT {{0}, (const void *)0}

/* Holding the mutex, while the guard's future executes. */
typedef struct lg_lifecycle(lg_active_guard_on_resume, lg_active_guard_on_suspend,
                            lg_active_guard_on_cancel) lg_active_guard {
    lg_active_mutex *mutex; /* NULL: no longer */
} lg_active_guard;

/* Locks, holding up the thread while another thread's holder executes. Aborts if this thread holds it. */
lg_active_guard lg_active_mutex_lock(lg_active_mutex *mutex);

/* Locks if that needs no waiting: 0 and a guard in `*guard`, or EBUSY and an empty one. */
int lg_active_mutex_try_lock(lg_active_mutex *mutex, lg_active_guard *guard);

/* Unlocks, now rather than at the end of the scope; a second time does nothing. On the thread that holds it. */
void lg_active_guard_drop(lg_active_guard *guard);

/* The hooks. A guard that is cancelled while suspended has been unlocked, so that on_cancel takes no lock: cleanups
 * that run before it see the mutex not held. */
void lg_active_guard_on_resume(lg_active_guard *guard, lg_context *cx);
void lg_active_guard_on_suspend(lg_active_guard *guard, lg_context *cx);
void lg_active_guard_on_cancel(lg_active_guard *guard, lg_context *cx);

#endif
