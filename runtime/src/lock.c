#include "posix.h"

#include "lock.h"

enum { SPINS = 64 };

void lg__lock_contended(struct lg__lock *lock)
{
    for (int i = 0; i < SPINS; i++) {
        if (lg__load_relaxed(&lock->word) == 0 && lg__try_lock(lock))
            return;
        lg__pause();
    }
    while (lg__exchange_acquire(&lock->word, 2u) != 0)
        lg__futex_wait(&lock->word, 2);
}
