// REQUIRES: plugin
// RUN: %cc_tsan %plugin -O1 %s -o %t && %t
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// Runtimes whose tasks wait for the same locks, permits and messages end one after the other, with everything under
// way: whatever their tasks had, or had just been given, goes to those of the others, which go on; in the end all is
// free.
#include "check.h"
#include <sched.h>

enum { RUNTIMES = 3, EACH = 6, ROUNDS = 15 };

static lg_mutex mutex, receiving;
static lg_rwlock rwlock;
static lg_semaphore semaphore;
static lg_notify bell;
static lg_mpsc_sender tx;
static lg_mpsc_receiver rx;
static atomic_int inside;                    /* of the mutex */
static _Atomic(unsigned) turns[RUNTIMES][4]; /* by runtime and kind */

typedef struct within {
    atomic_int *count;
} within;

static within enter(atomic_int *count)
{
    CHECK_INT(atomic_fetch_add(count, 1), 0);
    return (within){count};
}

static void within_drop(within *self)
{
    atomic_fetch_sub(self->count, 1);
}

async void lock(int which)
{
    for (;; atomic_fetch_add(&turns[which][0], 1)) {
        lg_scoped(lg_mutex_guard) guard = await lg_mutex_lock(&mutex);
        lg_scoped(within) here = enter(&inside);
        await lg_yield_now();
    }
}

async void read_and_write(int which)
{
    for (;; atomic_fetch_add(&turns[which][1], 1)) {
        {
            lg_scoped(lg_read_guard) read = await lg_rwlock_read(&rwlock);
            await lg_yield_now();
        }
        lg_scoped(lg_write_guard) write = await lg_rwlock_write(&rwlock);
        await lg_yield_now();
    }
}

async void acquire(int which)
{
    for (;; atomic_fetch_add(&turns[which][2], 1)) {
        lg_scoped(lg_semaphore_permit) permit = {0};
        CHECK_INT(await lg_semaphore_acquire(&semaphore, 1 + (size_t)which % 3, &permit), 0);
        await lg_yield_now();
    }
}

async void pass_messages(int which)
{
    for (int message;; atomic_fetch_add(&turns[which][3], 1)) {
        await_any(lg_mpsc_send(&tx, &which), lg_sleep_ms(1));
        lg_scoped(lg_mutex_guard) guard = await lg_mutex_lock(&receiving);
        int error = 0;
        if (await_any(error = lg_mpsc_recv(&rx, &message), lg_sleep_ms(1)) == 0)
            CHECK(error == 0 && message >= 0 && message < RUNTIMES);
        lg_notify_one(&bell);
        await lg_notify_wait(&bell);
    }
}

/* Until each kind of task has gone on in each runtime that is left. */
static void wait_for_all(int from)
{
    for (int which = from; which < RUNTIMES; which++)
        for (int kind = 0; kind < 4; kind++) {
            unsigned before = atomic_load(&turns[which][kind]);
            while (atomic_load(&turns[which][kind]) - before < 3)
                sched_yield();
        }
}

int main(void)
{
    for (int round = 0; round < ROUNDS; round++) {
        lg_runtime *runtimes[RUNTIMES];
        mutex = receiving = (lg_mutex)LG_MUTEX_INIT;
        rwlock = (lg_rwlock)LG_RWLOCK_INIT;
        semaphore = (lg_semaphore)LG_SEMAPHORE_INIT(4);
        bell = (lg_notify)LG_NOTIFY_INIT;
        CHECK_INT(lg_mpsc_new(sizeof(int), 2, NULL, &tx, &rx), 0);
        for (int i = 0; i < RUNTIMES; i++) {
            runtimes[i] = lg_runtime_new(&(lg_runtime_options){.workers = 2});
            CHECK(runtimes[i]);
            for (int k = 0; k < EACH; k++) {
                lg_detach(spawn_in(runtimes[i], lock(i)));
                lg_detach(spawn_in(runtimes[i], read_and_write(i)));
                lg_detach(spawn_in(runtimes[i], acquire(i)));
                lg_detach(spawn_in(runtimes[i], pass_messages(i)));
            }
        }
        for (int i = 0; i < RUNTIMES; i++) {
            wait_for_all(i);
            lg_runtime_drop(runtimes[i]);
        }
        lg_scoped(lg_mutex_guard) guard = {0}, other = {0};
        lg_scoped(lg_write_guard) write = {0};
        CHECK_INT(lg_mutex_try_lock(&mutex, &guard), 0);
        CHECK_INT(lg_mutex_try_lock(&receiving, &other), 0);
        CHECK_INT(lg_rwlock_try_write(&rwlock, &write), 0);
        CHECK_INT(lg_semaphore_available(&semaphore), 4);
        CHECK_INT(atomic_load(&inside), 0);
        CHECK(!bell.waiters.first);
        lg_mpsc_sender_drop(&tx);
        lg_mpsc_receiver_drop(&rx);
    }
    return 0;
}
