/* lifeguard/waiter.h: the parts that the headers of sync.h have in common. Nothing here is for users.
 *
 * They are built over wakers alone and know no executor: the two ends may be in different runtimes, on different
 * threads, or polled by hand. */
#ifndef LIFEGUARD_WAITER_H
#define LIFEGUARD_WAITER_H

#include <lifeguard/context.h>
#include <lifeguard/marks.h>

/* A short lock of one word; all zero is unlocked. No user code runs while one is held. */
struct lg__lock {
    _Atomic unsigned word;
};

/* One future that waits, linked into the list of what it waits for. Protected by that list's lock. */
struct lg__waiter {
    struct lg__waiter *next, *prev;
    lg_waker waker;      /* owned while the waiter is listed */
    unsigned round;      /* of its list, when it got in line */
    unsigned char state; /* enum in wait_list.h */
    unsigned char phase; /* the future's own, not under the lock; enum in wait_list.h */
};

/* Begins with a fresh waiter. (Nothing else is written: the processor waits with reading a byte until a wider store of
 * it is done.) */
static inline void lg__waiter_init(struct lg__waiter *waiter)
{
    waiter->phase = 0;
}

/* A lock, for what it guards, and those who wait for that to change: first come, first served. All zero is unlocked and
 * empty. */
struct lg__wait_list {
    struct lg__lock lock;
    unsigned round; /* counts wakes of all, who take those that got in line before them */
    struct lg__waiter *first, *last;
};

#define LG__WAIT_LIST_INIT {{0}, 0, 0, 0}

#endif
