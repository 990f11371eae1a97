/* inbox.h: how other threads reach a runtime: a list of tasks under a mutex, on which the runtime's thread also sleeps.
 *
 * Each task in it carries one reference, which the pusher gives and the taker gets. */
#ifndef LG__INBOX_H
#define LG__INBOX_H

#include "atomics.h"
#include <lifeguard/task.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct lg__inbox {
    pthread_mutex_t mutex;  /* guards what follows but `filled` */
    pthread_cond_t arrived; /* on CLOCK_MONOTONIC */
    lg_task *first, *last;  /* linked by inbox_next, oldest first */
    bool waiting;           /* a thread sleeps on `arrived` */
    bool closed;            /* nobody will take any more */
    _Atomic(bool) filled;   /* a hint for the runtime's thread: first is not NULL */
};

/* 0 or an errno. */
int lg__inbox_init(struct lg__inbox *inbox);
void lg__inbox_end(struct lg__inbox *inbox);

/* Appends a task, and wakes the runtime's thread if it sleeps. False if the inbox is closed: the reference stays the
 * caller's. Any thread. */
bool lg__inbox_push(struct lg__inbox *inbox, lg_task *task);

/* Whether there are any; seen late at worst: lg__inbox_wait looks again under the mutex. */
static inline bool lg__inbox_is_filled(struct lg__inbox *inbox)
{
    return lg__load_relaxed(&inbox->filled);
}

/* Takes all, oldest first, linked by inbox_next; NULL if there are none. */
lg_task *lg__inbox_take(struct lg__inbox *inbox);

/* Takes what there is, and refuses everything from now on. */
lg_task *lg__inbox_close(struct lg__inbox *inbox);

/* Sleeps until there is a task, or `ns` nanoseconds have passed; UINT64_MAX: for ever. */
void lg__inbox_wait(struct lg__inbox *inbox, uint64_t ns);

#endif
