/* rwlock.c: a semaphore of which a reader takes one permit and a writer all; its line makes the lock fair. */
#include "posix.h"

#include "semaphore.h"
#include "thread_waker.h"

#include <errno.h>
#include <lifeguard/rwlock.h>

void lg_read_guard_drop(lg_read_guard *guard)
{
    lg_rwlock *lock = guard->lock;
    guard->lock = NULL;
    if (lock)
        lg_semaphore_add(&lock->permits, 1);
}

void lg_write_guard_drop(lg_write_guard *guard)
{
    lg_rwlock *lock = guard->lock;
    guard->lock = NULL;
    if (lock)
        lg_semaphore_add(&lock->permits, LG_RWLOCK_READERS);
}

lg_read_guard lg_write_guard_downgrade(lg_write_guard *write)
{
    lg_read_guard read = {write->lock};
    write->lock = NULL;
    if (read.lock)
        lg_semaphore_add(&read.lock->permits, LG_RWLOCK_READERS - 1);
    return read;
}

static lg_rwlock *try_lock(lg_rwlock *lock, size_t count)
{
    lg_semaphore_permit permit;
    return lg_semaphore_try_acquire(&lock->permits, count, &permit) == 0 ? lock : NULL;
}

int lg_rwlock_try_read(lg_rwlock *lock, lg_read_guard *guard)
{
    guard->lock = try_lock(lock, 1);
    return guard->lock ? 0 : EBUSY;
}

int lg_rwlock_try_write(lg_rwlock *lock, lg_write_guard *guard)
{
    guard->lock = try_lock(lock, LG_RWLOCK_READERS);
    return guard->lock ? 0 : EBUSY;
}

void lg_reading_init(struct lg_reading *self, lg_rwlock *lock)
{
    self->lock = lock;
    lg_acquiring_init(&self->permits, &lock->permits, 1, NULL);
}

lg_poll lg_reading_poll(struct lg_reading *self, lg_context *cx, lg_read_guard *out)
{
    if (lg__acquiring_poll(&self->permits, cx, "lg_rwlock_read") == LG_PENDING)
        return LG_PENDING;
    out->lock = self->lock;
    return LG_READY;
}

void lg_reading_drop(struct lg_reading *self)
{
    lg_acquiring_drop(&self->permits);
}

void lg_writing_init(struct lg_writing *self, lg_rwlock *lock)
{
    self->lock = lock;
    lg_acquiring_init(&self->permits, &lock->permits, LG_RWLOCK_READERS, NULL);
}

lg_poll lg_writing_poll(struct lg_writing *self, lg_context *cx, lg_write_guard *out)
{
    if (lg__acquiring_poll(&self->permits, cx, "lg_rwlock_write") == LG_PENDING)
        return LG_PENDING;
    out->lock = self->lock;
    return LG_READY;
}

void lg_writing_drop(struct lg_writing *self)
{
    lg_acquiring_drop(&self->permits);
}

static lg_poll poll_reading(void *future, lg_context *cx, void *out)
{
    return lg_reading_poll(future, cx, out);
}

static lg_poll poll_writing(void *future, lg_context *cx, void *out)
{
    return lg_writing_poll(future, cx, out);
}

lg_read_guard lg_rwlock_blocking_read(lg_rwlock *lock)
{
    struct lg_reading reading;
    lg_read_guard guard;
    lg_reading_init(&reading, lock);
    lg__wait_on_thread(poll_reading, &reading, &guard);
    return guard;
}

lg_write_guard lg_rwlock_blocking_write(lg_rwlock *lock)
{
    struct lg_writing writing;
    lg_write_guard guard;
    lg_writing_init(&writing, lock);
    lg__wait_on_thread(poll_writing, &writing, &guard);
    return guard;
}
