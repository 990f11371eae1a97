/* park.h: how one thread sleeps until another wakes it, or until a time has come.
 *
 * A permit, as of a semaphore that counts to one: lg__unpark leaves it, lg__park takes it, and sleeps while there is
 * none. So what was published before lg__unpark is seen after lg__park, in whichever order the two happen. */
#ifndef LG__PARK_H
#define LG__PARK_H

#include "driver.h"
#include <pthread.h>

struct lg__parker {
    _Atomic(int) state;        /* enum in park.c; all but the first two only while its thread is in lg__park */
    pthread_mutex_t mutex;     /* between SLEEPING and the wait for it */
    pthread_cond_t woken;      /* on CLOCK_MONOTONIC */
    struct lg__driver *driver; /* what it sleeps in; while IN_DRIVER */
    unsigned vain, skip;       /* its thread's: see comes_soon in park.c */
};

/* 0 or an errno. */
int lg__parker_init(struct lg__parker *parker);
void lg__parker_end(struct lg__parker *parker);

/* Sleeps until there is a permit, and takes it; or until `ns` nanoseconds have passed (UINT64_MAX: for ever). With a
 * driver, sleeps in its `poll`, and returns whenever that does. By one thread at a time. */
void lg__park(struct lg__parker *parker, struct lg__driver *driver, uint64_t ns);

/* Leaves a permit, and wakes the thread that sleeps. Any thread. */
void lg__unpark(struct lg__parker *parker);

#endif
