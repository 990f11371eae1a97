/* lock.h: a lock of one word for sections of a few instructions, in which no user code runs.
 *
 * The word: 0 unlocked, 1 locked, 2 locked and somebody may sleep. After "mutex2" of Ulrich Drepper's "Futexes are
 * Tricky", with a short spin before sleeping, since sections are short. The unlocking thread does not touch the lock's
 * memory after unlocking, so that whoever locks it next may free it. */
#ifndef LG__LOCK_H
#define LG__LOCK_H

#include "atomics.h"
#include "futex.h"
#include <lifeguard/waiter.h>
#include <stdbool.h>

void lg__lock_contended(struct lg__lock *lock);

/* Locks; acquires what the last lg__unlock released. */
static inline void lg__lock(struct lg__lock *lock)
{
    unsigned unlocked = 0;
    if (!lg__cas_acquire(&lock->word, &unlocked, 1u))
        lg__lock_contended(lock);
}

static inline bool lg__try_lock(struct lg__lock *lock)
{
    unsigned unlocked = 0;
    return lg__cas_acquire(&lock->word, &unlocked, 1u);
}

/* Unlocks; releases to the next lg__lock. */
static inline void lg__unlock(struct lg__lock *lock)
{
    if (lg__exchange_release(&lock->word, 0u) == 2)
        lg__futex_wake_one(&lock->word);
}

#endif
