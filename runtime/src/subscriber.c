/* subscriber.c: who is told about spans and events. */
#include "posix.h"

#include "lock.h"
#include "span.h"

#include <stddef.h>

static struct lg__lock lock;                 /* guards the list, and is held while subscribers are told */
static _Atomic(lg_subscriber *) subscribers; /* linked by `next`, in the order they came */

bool lg__trace_is_on(void)
{
    return lg__load_relaxed(&subscribers) != NULL;
}

void lg__trace_tell(const lg_trace_record *record)
{
    if (!lg__trace_is_on())
        return;
    lg__lock(&lock);
    for (lg_subscriber *subscriber = lg__load_relaxed(&subscribers); subscriber; subscriber = subscriber->next)
        subscriber->record(subscriber, record);
    lg__unlock(&lock);
}

void lg_subscribe(lg_subscriber *subscriber)
{
    subscriber->next = NULL;
    lg__lock(&lock);
    lg_subscriber *last = lg__load_relaxed(&subscribers);
    while (last && last->next)
        last = last->next;
    if (last)
        last->next = subscriber;
    else
        lg__store_relaxed(&subscribers, subscriber);
    lg__unlock(&lock);
}

void lg_unsubscribe(lg_subscriber *subscriber)
{
    lg__lock(&lock);
    lg_subscriber *one = lg__load_relaxed(&subscribers);
    if (one == subscriber)
        lg__store_relaxed(&subscribers, subscriber->next);
    while (one && one->next != subscriber)
        one = one->next;
    if (one)
        one->next = subscriber->next;
    lg__unlock(&lock);
}
