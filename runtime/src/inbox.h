/* inbox.h: how other threads reach a runtime: a list of tasks under a lock, and the parker of the thread that takes
 * them.
 *
 * Each task in it carries one reference, which the pusher gives and the taker gets. */
#ifndef LG__INBOX_H
#define LG__INBOX_H

#include "atomics.h"
#include "park.h"
#include <lifeguard/task.h>
#include <lifeguard/waiter.h>
#include <stdbool.h>

struct lg__inbox {
    struct lg__lock lock;  /* guards what follows but `filled` */
    bool closed;           /* nobody will take any more */
    _Atomic(bool) filled;  /* a hint for the runtime's thread to look: first is not NULL, or a nudge */
    lg_task *first, *last; /* linked by inbox_next, oldest first */
};

/* Appends a task, and unparks `parker` if it is the first. False if the inbox is closed: the reference stays the
 * caller's. Any thread. The parker must live until the inbox is closed. */
bool lg__inbox_push(struct lg__inbox *inbox, lg_task *task, struct lg__parker *parker);

/* Has the runtime's thread look into the inbox, although there may be nothing. */
void lg__inbox_nudge(struct lg__inbox *inbox, struct lg__parker *parker);

/* Whether there are any; seen late at worst: a push leaves a permit with the parker too. */
static inline bool lg__inbox_is_filled(struct lg__inbox *inbox)
{
    return lg__load_relaxed(&inbox->filled);
}

/* Takes all, oldest first, linked by inbox_next; NULL if there are none. */
lg_task *lg__inbox_take(struct lg__inbox *inbox);

/* Takes what there is, and refuses everything from now on. */
lg_task *lg__inbox_close(struct lg__inbox *inbox);

#endif
