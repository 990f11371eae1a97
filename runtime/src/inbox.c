#include "posix.h"

#include "inbox.h"
#include "lock.h"
#include "task.h"

bool lg__inbox_push(struct lg__inbox *inbox, lg_task *task, struct lg__parker *parker)
{
    lg__lock(&inbox->lock);
    bool closed = inbox->closed;
    if (!closed) {
        bool was_empty = !inbox->first;
        task->inbox_next = NULL;
        if (was_empty)
            inbox->first = task;
        else
            inbox->last->inbox_next = task;
        inbox->last = task;
        lg__store_relaxed(&inbox->filled, true);
        if (was_empty) /* with the lock: once it is released, the runtime may go */
            lg__unpark(parker);
    }
    lg__unlock(&inbox->lock);
    return !closed;
}

void lg__inbox_nudge(struct lg__inbox *inbox, struct lg__parker *parker)
{
    lg__lock(&inbox->lock);
    lg__store_relaxed(&inbox->filled, true);
    if (!inbox->closed)
        lg__unpark(parker);
    lg__unlock(&inbox->lock);
}

static lg_task *take(struct lg__inbox *inbox, bool close)
{
    lg__lock(&inbox->lock);
    lg_task *first = inbox->first;
    inbox->first = inbox->last = NULL;
    inbox->closed = close;
    lg__store_relaxed(&inbox->filled, false);
    lg__unlock(&inbox->lock);
    return first;
}

lg_task *lg__inbox_take(struct lg__inbox *inbox)
{
    return lg__inbox_is_filled(inbox) ? take(inbox, false) : NULL;
}

lg_task *lg__inbox_close(struct lg__inbox *inbox)
{
    return take(inbox, true);
}
