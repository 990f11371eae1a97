#include "posix.h"

#include "lock.h"

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Sleeps while the word is `value`; may return early. */
static void sleep_while(struct lg__lock *lock, unsigned value)
{
    syscall(SYS_futex, &lock->word, FUTEX_WAIT_PRIVATE, value, (void *)0, (void *)0, 0);
}

/* The address may be that of freed memory by now, which at worst wakes somebody for nothing. */
void lg__lock_wake_one(struct lg__lock *lock)
{
    syscall(SYS_futex, &lock->word, FUTEX_WAKE_PRIVATE, 1, (void *)0, (void *)0, 0);
}

#else
#include <sched.h>

static void sleep_while(struct lg__lock *lock, unsigned value)
{
    (void)lock;
    (void)value;
    sched_yield();
}

void lg__lock_wake_one(struct lg__lock *lock)
{
    (void)lock;
}

#endif

void lg__lock_contended(struct lg__lock *lock)
{
    while (lg__exchange_acquire(&lock->word, 2u) != 0)
        sleep_while(lock, 2);
}
