/* wait_list.h: futures that wait in line for something; one lock guards the line, every waiter in it, and the thing.
 *
 * Its future sees a waiter as FRESH, then WAITING, then FINISHED. While WAITING, it is LISTED with a waker, until
 * whoever takes it out of the line and wakes it says why. Wakers are cloned, woken and dropped without the lock. */
#ifndef LG__WAIT_LIST_H
#define LG__WAIT_LIST_H

#include "budget.h"
#include "cold.h"
#include "contract.h"
#include "lock.h"

enum lg__waiter_phase { LG__WAITER_FRESH /* as lg__waiter_init leaves it */, LG__WAITER_WAITING, LG__WAITER_FINISHED };

/* With LG__WAITER_WAITING only. */
enum lg__waiter_state {
    LG__WAITER_LISTED,
    LG__WAITER_GRANTED,  /* got what it waited for: if it is dropped now, it must pass that on */
    LG__WAITER_RELEASED, /* may go on, but got nothing that others wait for */
    LG__WAITER_CALLED,   /* may look again, and perhaps wait again */
};

/* Asks, with the lock, whether the future need not wait, and then takes what it came for. */
typedef bool lg__ask(void *future);

/* For the poll of a future: has it finished? Then it aborts, naming the async function. */
static inline void lg__waiter_expect(const struct lg__waiter *waiter, const char *name)
{
    if (waiter->phase == LG__WAITER_FINISHED)
        lg_polled_after_completion(name);
}

/* Gets a FRESH or CALLED waiter in line, to be woken by a clone of the waker of `cx`, unless `ask` says that it need
 * not wait: then it is FINISHED, and that is true. Without the lock. */
bool lg__wait_in_line(struct lg__wait_list *list, struct lg__waiter *waiter, lg_context *cx, lg__ask *ask,
                      void *future);

/* For a poll of a WAITING waiter: sees to it that `waker` is woken if it is still LISTED. Without the lock. */
enum lg__waiter_state lg__waiter_check(struct lg__waiter *waiter, struct lg__wait_list *list, const lg_waker *waker);

/* One poll of a future that waits until it is GRANTED, is RELEASED, or `ask` says yes, and its task has budget left:
 * then it is FINISHED, and that is true. Without the lock. */
static inline bool lg__wait(struct lg__wait_list *list, struct lg__waiter *waiter, lg_context *cx, lg__ask *ask,
                            void *future)
{
    enum lg__waiter_state state = LG__WAITER_CALLED;
    if (!lg__budget_left(cx))
        return false;
    if (waiter->phase == LG__WAITER_WAITING)
        state = lg__waiter_check(waiter, list, cx->waker);
    if (state == LG__WAITER_LISTED)
        return false;
    if (state == LG__WAITER_CALLED) {
        lg__lock(&list->lock);
        bool yes = ask(future);
        lg__unlock(&list->lock);
        if (!yes && !lg__wait_in_line(list, waiter, cx, ask, future))
            return false;
    }
    waiter->phase = LG__WAITER_FINISHED;
    lg__budget_spend(cx);
    return true;
}

/* Appends a FRESH or CALLED waiter, which takes over `waker`. With the lock. */
void lg__wait_list_append(struct lg__wait_list *list, struct lg__waiter *waiter, lg_waker waker);

/* Takes the first waiter out, leaves it in `state`, and gives its waker to the caller, to be woken once the lock is
 * released. False if nobody waits. With the lock. */
bool lg__wait_list_take(struct lg__wait_list *list, enum lg__waiter_state state, lg_waker *waker);

/* Takes the first waiter out, leaves it in `state`, and wakes it. False if nobody waits. Without the lock. */
bool lg__wait_list_wake_one(struct lg__wait_list *list, enum lg__waiter_state state);

/* Takes out all who wait now, leaves them in `state`, and wakes them in turn. With the lock, which it releases. */
void lg__wait_list_wake_all(struct lg__wait_list *list, enum lg__waiter_state state);

/* Takes a WAITING waiter out if it is LISTED: then the caller drops its waker once the lock is released. Leaves it
 * FINISHED. The state it was in. With the lock. */
enum lg__waiter_state lg__wait_list_remove(struct lg__wait_list *list, struct lg__waiter *waiter);

/* For the drop of a future in any phase: takes its waiter out of the line and leaves it FINISHED. The state it was in;
 * RELEASED if it was not WAITING. What it was GRANTED, or CALLED for, is to be passed on. Without the lock. */
enum lg__waiter_state lg__waiter_leave(struct lg__waiter *waiter, struct lg__wait_list *list);

#endif
