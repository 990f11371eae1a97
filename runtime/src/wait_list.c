#include "posix.h"

#include "wait_list.h"

#include <stddef.h>

static void unlink_waiter(struct lg__wait_list *list, struct lg__waiter *waiter)
{
    if (waiter->prev)
        waiter->prev->next = waiter->next;
    else
        list->first = waiter->next;
    if (waiter->next)
        waiter->next->prev = waiter->prev;
    else
        list->last = waiter->prev;
}

void lg__wait_list_append(struct lg__wait_list *list, struct lg__waiter *waiter, lg_waker waker)
{
    waiter->next = NULL;
    waiter->prev = list->last;
    if (list->last)
        list->last->next = waiter;
    else
        list->first = waiter;
    list->last = waiter;
    waiter->waker = waker;
    waiter->state = LG__WAITER_LISTED;
    waiter->phase = LG__WAITER_WAITING;
}

bool lg__wait_list_take(struct lg__wait_list *list, enum lg__waiter_state state, lg_waker *waker)
{
    struct lg__waiter *waiter = list->first;
    if (!waiter)
        return false;
    unlink_waiter(list, waiter);
    waiter->state = (unsigned char)state;
    *waker = waiter->waker;
    return true;
}

enum lg__waiter_state lg__waiter_check(struct lg__waiter *waiter, struct lg__lock *lock, const lg_waker *waker)
{
    lg__lock(lock);
    enum lg__waiter_state state = (enum lg__waiter_state)waiter->state;
    bool change = state == LG__WAITER_LISTED && !lg_waker_will_wake(&waiter->waker, waker);
    lg__unlock(lock);
    if (!change)
        return state;
    lg_waker spare = lg_waker_clone(waker);
    lg__lock(lock);
    state = (enum lg__waiter_state)waiter->state;
    if (state == LG__WAITER_LISTED) {
        lg_waker old = waiter->waker;
        waiter->waker = spare;
        spare = old;
    }
    lg__unlock(lock);
    lg_waker_drop(spare);
    return state;
}

bool lg__waiter_leave(struct lg__waiter *waiter, struct lg__lock *lock, struct lg__wait_list *list)
{
    if (waiter->phase != LG__WAITER_WAITING)
        return false;
    waiter->phase = LG__WAITER_FINISHED;
    lg__lock(lock);
    enum lg__waiter_state state = (enum lg__waiter_state)waiter->state;
    if (state == LG__WAITER_LISTED)
        unlink_waiter(list, waiter);
    lg__unlock(lock);
    if (state == LG__WAITER_LISTED)
        lg_waker_drop(waiter->waker);
    return state == LG__WAITER_GRANTED;
}
