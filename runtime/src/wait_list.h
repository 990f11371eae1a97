/* wait_list.h: futures that wait in line for something, whose lock guards the line and every waiter in it.
 *
 * Its future sees a waiter as FRESH, then WAITING, then FINISHED. While WAITING, it is LISTED with a waker, until
 * whoever takes it out of the line and wakes it says why. Wakers are cloned, woken and dropped without the lock. */
#ifndef LG__WAIT_LIST_H
#define LG__WAIT_LIST_H

#include "lock.h"

enum lg__waiter_phase { LG__WAITER_FRESH, LG__WAITER_WAITING, LG__WAITER_FINISHED };

/* With LG__WAITER_WAITING only. */
enum lg__waiter_state {
    LG__WAITER_LISTED,
    LG__WAITER_GRANTED,  /* got what it waited for: if it is dropped now, it must pass that on */
    LG__WAITER_RELEASED, /* may go on, but got nothing that others wait for */
};

/* Begins with a FRESH waiter. */
static inline void lg__waiter_init(struct lg__waiter *waiter)
{
    waiter->phase = LG__WAITER_FRESH;
}

/* Appends a waiter, which takes over `waker`. With the lock. */
void lg__wait_list_append(struct lg__wait_list *list, struct lg__waiter *waiter, lg_waker waker);

/* Takes the first waiter out, leaves it in `state`, and gives its waker to the caller, to be woken once the lock is
 * released. False if nobody waits. With the lock. */
bool lg__wait_list_take(struct lg__wait_list *list, enum lg__waiter_state state, lg_waker *waker);

/* For a poll of a WAITING waiter: sees to it that `waker` is woken if it is still LISTED. Without the lock. */
enum lg__waiter_state lg__waiter_check(struct lg__waiter *waiter, struct lg__lock *lock, const lg_waker *waker);

/* For the drop of a waiter in any phase: leaves it FINISHED, and out of the line. True if it was GRANTED what it will
 * not use. Without the lock. */
bool lg__waiter_leave(struct lg__waiter *waiter, struct lg__lock *lock, struct lg__wait_list *list);

#endif
