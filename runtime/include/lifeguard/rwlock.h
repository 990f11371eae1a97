/* lifeguard/rwlock.h: a lock that many readers hold at a time, or one writer; it may be held across an await.
 *
 *     lg_scoped(lg_read_guard) guard = await lg_rwlock_read(&lock);
 *     lg_scoped(lg_write_guard) guard = await lg_rwlock_write(&lock);
 *
 * Fair: first come, first served, whoever reads or writes. So a reader that comes while a writer waits waits behind it,
 * and writers do not starve; readers that stand next to each other in the line go on together. A task that holds a read
 * guard must not ask for another: with a writer in between both would wait for ever. Any thread may lock and unlock;
 * only the task waits, not the thread. */
#ifndef LIFEGUARD_RWLOCK_H
#define LIFEGUARD_RWLOCK_H

#include <lifeguard/semaphore.h>

/* How many may read at a time; more wait. */
#define LG_RWLOCK_READERS ((size_t)0x1fffffff)

/* LG_RWLOCK_INIT is unlocked (all zero is not). Owns nothing: it need not be destroyed, but must outlive who waits for
 * it. */
typedef struct lg_rwlock {
    lg_semaphore permits; /* a reader has one, a writer all */
} lg_rwlock;

#define LG_RWLOCK_INIT {LG_SEMAPHORE_INIT(LG_RWLOCK_READERS)}

/* Holding the lock as one of its readers, or as its only writer. Whoever has the guard has the lock; copying it is
 * moving it. */
typedef struct lg_read_guard {
    lg_rwlock *lock; /* NULL: no longer */
} lg_read_guard;
typedef struct lg_write_guard {
    lg_rwlock *lock; /* NULL: no longer */
} lg_write_guard;

/* Unlocks, now rather than at the end of the scope; a second time does nothing. Never waits. Any thread. */
void lg_read_guard_drop(lg_read_guard *guard);
void lg_write_guard_drop(lg_write_guard *guard);

/* Makes a writer a reader, without letting another writer in between. `write` is empty afterwards. Never waits. */
lg_read_guard lg_write_guard_downgrade(lg_write_guard *write);

/* Lock if that needs no waiting: 0 and a guard in `*guard`, or EBUSY and an empty one. Any thread. */
int lg_rwlock_try_read(lg_rwlock *lock, lg_read_guard *guard);
int lg_rwlock_try_write(lg_rwlock *lock, lg_write_guard *guard);

/* Lock, and hold up the calling thread until they can. Not for async functions. Any thread. */
lg_read_guard lg_rwlock_blocking_read(lg_rwlock *lock);
lg_write_guard lg_rwlock_blocking_write(lg_rwlock *lock);

/* The futures of lg_rwlock_read and lg_rwlock_write. */
struct lg_reading {
    lg_rwlock *lock;
    struct lg_acquiring permits;
};
void lg_reading_init(struct lg_reading *self, lg_rwlock *lock);
lg_poll lg_reading_poll(struct lg_reading *self, lg_context *cx, lg_read_guard *out);
void lg_reading_drop(struct lg_reading *self);

struct lg_writing {
    lg_rwlock *lock;
    struct lg_acquiring permits;
};
void lg_writing_init(struct lg_writing *self, lg_rwlock *lock);
lg_poll lg_writing_poll(struct lg_writing *self, lg_context *cx, lg_write_guard *out);
void lg_writing_drop(struct lg_writing *self);

/* await lg_rwlock_read(&lock), await lg_rwlock_write(&lock): wait for the lock. Cancelled, they leave the line, and
 * pass the lock on if they had just been given it. */
/* clang-format off */
lg_leaf(struct lg_reading, lg_reading_init, lg_reading_poll, lg_reading_drop)
lg_read_guard lg_rwlock_read(lg_rwlock *lock);
lg_leaf(struct lg_writing, lg_writing_init, lg_writing_poll, lg_writing_drop)
lg_write_guard lg_rwlock_write(lg_rwlock *lock);
/* clang-format on */

#endif
