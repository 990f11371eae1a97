#include "posix.h"

#include "futex.h"

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

void lg__futex_wait(_Atomic(unsigned) *word, unsigned value)
{
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, (void *)0, (void *)0, 0);
}

void lg__futex_wake_one(_Atomic(unsigned) *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, (void *)0, (void *)0, 0);
}

#else
#include <sched.h>

void lg__futex_wait(_Atomic(unsigned) *word, unsigned value)
{
    (void)word;
    (void)value;
    sched_yield();
}

void lg__futex_wake_one(_Atomic(unsigned) *word)
{
    (void)word;
}

#endif
