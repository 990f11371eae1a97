#include "posix.h"

#include "injection.h"
#include "task.h"

bool lg__injection_push(struct lg__injection *injection, lg_task *first, lg_task *last, size_t count)
{
    last->next = NULL;
    lg__lock(&injection->lock);
    bool closed = injection->closed;
    if (!closed) {
        if (injection->first)
            injection->last->next = first;
        else
            injection->first = first;
        injection->last = last;
        lg__store_relaxed(&injection->count, lg__load_relaxed(&injection->count) + count);
    }
    lg__unlock(&injection->lock);
    return !closed;
}

lg_task *lg__injection_take(struct lg__injection *injection, size_t most)
{
    if (lg__injection_count(injection) == 0 || most == 0)
        return NULL;
    lg__lock(&injection->lock);
    lg_task *first = injection->first, *last = first;
    size_t taken = 0;
    if (first) {
        for (taken = 1; taken < most && last->next; taken++)
            last = last->next;
        injection->first = last->next;
        last->next = NULL;
    }
    lg__store_relaxed(&injection->count, lg__load_relaxed(&injection->count) - taken);
    lg__unlock(&injection->lock);
    return first;
}

lg_task *lg__injection_close(struct lg__injection *injection)
{
    lg__lock(&injection->lock);
    lg_task *first = injection->first;
    injection->first = injection->last = NULL;
    injection->closed = true;
    lg__store_relaxed(&injection->count, 0);
    lg__unlock(&injection->lock);
    return first;
}
