/* lifeguard/mutex.h: a mutex that futures wait for, and that may be held across an await.
 *
 *     lg_scoped(lg_mutex_guard) guard = await lg_mutex_lock(&m);
 *
 * Fair: the lock goes to whoever has waited longest. Any thread may lock and unlock; only the task waits, not the
 * thread. */
#ifndef LIFEGUARD_MUTEX_H
#define LIFEGUARD_MUTEX_H

#include <lifeguard/waiter.h>
#include <stdbool.h>

/* All zero (LG_MUTEX_INIT) is unlocked. Owns nothing: it need not be destroyed, but must outlive who waits for it. */
typedef struct lg_mutex {
    struct lg__wait_list waiters;
    bool locked; /* by a guard, or handed to a waiter that has not been polled since */
} lg_mutex;

#define LG_MUTEX_INIT {LG__WAIT_LIST_INIT, 0}

/* Holding the mutex. Whoever has the guard has the lock; copying it is moving it. */
typedef struct lg_mutex_guard {
    lg_mutex *mutex; /* NULL: no longer */
} lg_mutex_guard;

/* Unlocks, now rather than at the end of the scope; a second time does nothing. Never waits. Any thread. */
void lg_mutex_guard_drop(lg_mutex_guard *guard);

/* Locks if that needs no waiting: 0 and a guard in `*guard`, or EBUSY and an empty one. Any thread. */
int lg_mutex_try_lock(lg_mutex *mutex, lg_mutex_guard *guard);

/* The future of lg_mutex_lock. */
struct lg_locking {
    lg_mutex *mutex;
    struct lg__waiter waiter;
};
void lg_locking_init(struct lg_locking *self, lg_mutex *mutex);
lg_poll lg_locking_poll(struct lg_locking *self, lg_context *cx, lg_mutex_guard *out);
void lg_locking_drop(struct lg_locking *self);

/* Locks, and holds up the calling thread until it can. Not for async functions. Any thread. */
lg_mutex_guard lg_mutex_blocking_lock(lg_mutex *mutex);

/* await lg_mutex_lock(&m): waits for the mutex. Cancelled, it leaves the queue, and passes the lock on if it had just
 * been given it. A task that locks a mutex it holds waits for ever. */
/* clang-format off */
lg_leaf(struct lg_locking, lg_locking_init, lg_locking_poll, lg_locking_drop)
lg_mutex_guard lg_mutex_lock(lg_mutex *mutex);
/* clang-format on */

#endif
