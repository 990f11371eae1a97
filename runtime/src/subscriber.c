/* subscriber.c: who is told about spans and events. */
#include "posix.h"

#include "callsite.h"
#include "lock.h"
#include "stamp.h"
#include "subscriber.h"
#include "trace_buffer.h"
#include "trace_numbers.h"
#include "trace_task.h"

static lg_subscriber *subscribers; /* linked by `next`, in the order they came; with lg__trace_lock */
_Atomic(unsigned) lg__trace_wants;

/* Tasks at the end of their polls; 0: they are not. With the lock; a debugger finds it by this name. */
lg_instant lg__noted_since;

static unsigned wants_of(const lg_subscriber *subscriber)
{
    return subscriber->wants ? subscriber->wants : LG_WANTS_SPANS;
}

void lg__subscribers_tell(const lg_trace_record *record, unsigned what)
{
    for (lg_subscriber *subscriber = subscribers; subscriber; subscriber = subscriber->next)
        if (wants_of(subscriber) & what)
            subscriber->record(subscriber, record);
}

void lg__subscribers_told(void)
{
    for (lg_subscriber *subscriber = subscribers; subscriber; subscriber = subscriber->next)
        if (subscriber->told)
            subscriber->told(subscriber);
}

/* What everybody together wants, and how soon. With the lock. */
static void sum_up(void)
{
    unsigned wants = 0;
    lg_trace_when when = LG_KEPT;
    for (const lg_subscriber *subscriber = subscribers; subscriber; subscriber = subscriber->next) {
        wants |= wants_of(subscriber);
        when = subscriber->when < when ? subscriber->when : when;
    }
    lg__store_relaxed(&lg__trace_when, (unsigned)when);
    lg__store_relaxed(&lg__trace_wants, wants | (lg__noted_since ? LG__WANTS_AGES : 0));
    if (!(wants & LG_WANTS_TASKS))
        lg__task_numbers_end();
}

void lg__trace_note_ages(void)
{
    lg__lock(&lg__trace_lock);
    if (!lg__noted_since) {
        lg__noted_since = lg__stamp() | 1; /* which is not 0 */
        sum_up();
    }
    lg__unlock(&lg__trace_lock);
}

lg_instant lg__trace_ages_noted_since(void)
{
    lg__lock(&lg__trace_lock);
    lg_instant since = lg__noted_since;
    lg__unlock(&lg__trace_lock);
    return since;
}

void lg_subscribe(lg_subscriber *subscriber)
{
    lg_trace_flush(); /* what was before is not for this one */
    lg__lock(&lg__trace_lock);
    lg_subscriber **place = &subscribers;
    while (*place)
        place = &(*place)->next;
    subscriber->next = NULL;
    *place = subscriber;
    sum_up();
    lg__unlock(&lg__trace_lock);
    lg__callsites_ask_again();
}

void lg_unsubscribe(lg_subscriber *subscriber)
{
    lg_trace_flush();
    lg__lock(&lg__trace_lock);
    lg_subscriber **place = &subscribers;
    while (*place && *place != subscriber)
        place = &(*place)->next;
    if (*place)
        *place = subscriber->next;
    sum_up();
    lg__unlock(&lg__trace_lock);
    lg__callsites_ask_again();
    lg_trace_flush(); /* closed spans are let go */
}

int lg_trace_close(lg_subscriber *subscriber)
{
    if (!subscriber)
        return 0;
    lg_unsubscribe(subscriber);
    return subscriber->finish ? subscriber->finish(subscriber) : 0;
}

const char *lg__trace_thread_name(unsigned number)
{
    for (struct lg__trace_thread *thread = lg__trace_threads(); thread; thread = thread->next)
        if (thread->number == number)
            return thread->name;
    return "";
}
