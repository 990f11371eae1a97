#include "posix.h"

#include "wait_list.h"

#include <stddef.h>

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
    waiter->round = list->round;
    waiter->state = LG__WAITER_LISTED;
    waiter->phase = LG__WAITER_WAITING;
}

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

bool lg__wait_in_line(struct lg__wait_list *list, struct lg__waiter *waiter, lg_context *cx, lg__ask *ask, void *future)
{
    lg_waker clone = lg_waker_clone(cx->waker);
    lg__lock(&list->lock);
    bool yes = ask(future);
    if (yes)
        waiter->phase = LG__WAITER_FINISHED;
    else
        lg__wait_list_append(list, waiter, clone);
    lg__unlock(&list->lock);
    if (yes)
        lg_waker_drop(clone);
    return yes;
}

enum lg__waiter_state lg__waiter_check(struct lg__waiter *waiter, struct lg__wait_list *list, const lg_waker *waker)
{
    lg__lock(&list->lock);
    enum lg__waiter_state state = (enum lg__waiter_state)waiter->state;
    bool change = state == LG__WAITER_LISTED && !lg_waker_will_wake(&waiter->waker, waker);
    lg__unlock(&list->lock);
    if (!change)
        return state;
    lg_waker spare = lg_waker_clone(waker);
    lg__lock(&list->lock);
    state = (enum lg__waiter_state)waiter->state;
    if (state == LG__WAITER_LISTED) {
        lg_waker old = waiter->waker;
        waiter->waker = spare;
        spare = old;
    }
    lg__unlock(&list->lock);
    lg_waker_drop(spare);
    return state;
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

bool lg__wait_list_wake_one(struct lg__wait_list *list, enum lg__waiter_state state)
{
    lg_waker waker;
    lg__lock(&list->lock);
    bool taken = lg__wait_list_take(list, state, &waker);
    lg__unlock(&list->lock);
    if (taken)
        lg_waker_wake(waker);
    return taken;
}

/* Whether the first in line was there before `round` ended. */
static bool is_due(const struct lg__wait_list *list, unsigned round)
{
    return list->first && (int)(list->first->round - round) <= 0;
}

/* A batch at a time; who gets in line meanwhile is of a later round. After the last unlock the list is not touched: its
 * owner may be among the woken. */
void lg__wait_list_wake_all(struct lg__wait_list *list, enum lg__waiter_state state)
{
    enum { BATCH = 32 };
    unsigned round = list->round++;
    for (bool more = true; more;) {
        lg_waker wakers[BATCH];
        unsigned count = 0;
        while (count < BATCH && is_due(list, round))
            lg__wait_list_take(list, state, &wakers[count++]);
        more = is_due(list, round);
        lg__unlock(&list->lock);
        for (unsigned i = 0; i < count; i++)
            lg_waker_wake(wakers[i]);
        if (more)
            lg__lock(&list->lock);
    }
}

enum lg__waiter_state lg__wait_list_remove(struct lg__wait_list *list, struct lg__waiter *waiter)
{
    enum lg__waiter_state state = (enum lg__waiter_state)waiter->state;
    if (state == LG__WAITER_LISTED)
        unlink_waiter(list, waiter);
    waiter->phase = LG__WAITER_FINISHED;
    return state;
}

enum lg__waiter_state lg__waiter_leave(struct lg__waiter *waiter, struct lg__wait_list *list)
{
    if (waiter->phase != LG__WAITER_WAITING) {
        waiter->phase = LG__WAITER_FINISHED;
        return LG__WAITER_RELEASED;
    }
    lg__lock(&list->lock);
    enum lg__waiter_state state = lg__wait_list_remove(list, waiter);
    lg__unlock(&list->lock);
    if (state == LG__WAITER_LISTED)
        lg_waker_drop(waiter->waker);
    return state;
}
