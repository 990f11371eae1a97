#include "posix.h"

#include "atomics.h"
#include "inbox.h"
#include "task.h"

#include <time.h>

int lg__inbox_init(struct lg__inbox *inbox)
{
    *inbox = (struct lg__inbox){.first = NULL};
    pthread_condattr_t monotonic;
    int error = pthread_condattr_init(&monotonic);
    if (error)
        return error;
    error = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    if (!error)
        error = pthread_cond_init(&inbox->arrived, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (error)
        return error;
    error = pthread_mutex_init(&inbox->mutex, NULL);
    if (error)
        pthread_cond_destroy(&inbox->arrived);
    return error;
}

void lg__inbox_end(struct lg__inbox *inbox)
{
    pthread_mutex_destroy(&inbox->mutex);
    pthread_cond_destroy(&inbox->arrived);
}

bool lg__inbox_push(struct lg__inbox *inbox, lg_task *task)
{
    pthread_mutex_lock(&inbox->mutex);
    bool closed = inbox->closed;
    if (!closed) {
        task->inbox_next = NULL;
        if (inbox->first)
            inbox->last->inbox_next = task;
        else
            inbox->first = task;
        inbox->last = task;
        lg__store_relaxed(&inbox->filled, true);
        if (inbox->waiting)
            pthread_cond_signal(&inbox->arrived);
    }
    pthread_mutex_unlock(&inbox->mutex);
    return !closed;
}

static lg_task *take(struct lg__inbox *inbox, bool close)
{
    pthread_mutex_lock(&inbox->mutex);
    lg_task *first = inbox->first;
    inbox->first = inbox->last = NULL;
    inbox->closed = close;
    lg__store_relaxed(&inbox->filled, false);
    pthread_mutex_unlock(&inbox->mutex);
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

/* `ns` from now, at most an hour. */
static struct timespec time_after(uint64_t ns)
{
    const uint64_t second = 1000000000;
    struct timespec end;
    if (ns > 3600 * second)
        ns = 3600 * second;
    clock_gettime(CLOCK_MONOTONIC, &end);
    ns += (uint64_t)end.tv_nsec;
    end.tv_sec += (time_t)(ns / second);
    end.tv_nsec = (long)(ns % second);
    return end;
}

void lg__inbox_wait(struct lg__inbox *inbox, uint64_t ns)
{
    struct timespec end;
    if (ns != UINT64_MAX)
        end = time_after(ns);
    int error = 0;
    pthread_mutex_lock(&inbox->mutex);
    inbox->waiting = true;
    while (!inbox->first && !error)
        error = ns == UINT64_MAX ? pthread_cond_wait(&inbox->arrived, &inbox->mutex)
                                 : pthread_cond_timedwait(&inbox->arrived, &inbox->mutex, &end);
    inbox->waiting = false;
    pthread_mutex_unlock(&inbox->mutex);
}
