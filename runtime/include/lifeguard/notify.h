/* lifeguard/notify.h: wakes a waiting future, without a message. */
#ifndef LIFEGUARD_NOTIFY_H
#define LIFEGUARD_NOTIFY_H

#include <lifeguard/waiter.h>
#include <stdbool.h>

/* All zero (LG_NOTIFY_INIT) has nobody waiting and no permit. Need not be destroyed. */
typedef struct lg_notify {
    struct lg__wait_list waiters;
    bool permit; /* a lg_notify_one that nobody was waiting for; never while somebody waits */
} lg_notify;

#define LG_NOTIFY_INIT {LG__WAIT_LIST_INIT, 0}

/* Lets the future go on that has waited longest. Where none waits, the next wait is ready at once; permits do not add
 * up. Any thread. */
void lg_notify_one(lg_notify *notify);

/* Lets every future go on that waits now, and leaves no permit. Any thread. */
void lg_notify_all(lg_notify *notify);

/* The future of lg_notify_wait. */
struct lg_notified {
    lg_notify *notify;
    struct lg__waiter waiter;
};
void lg_notified_init(struct lg_notified *self, lg_notify *notify);
lg_poll lg_notified_poll(struct lg_notified *self, lg_context *cx);
void lg_notified_drop(struct lg_notified *self);

/* await lg_notify_wait(&n): waits to be notified. Waiting begins with the first poll. Cancelled after a lg_notify_one
 * that was meant for it, it passes that on to the next. */
/* clang-format off */
lg_leaf(struct lg_notified, lg_notified_init, lg_notified_poll, lg_notified_drop)
void lg_notify_wait(lg_notify *notify);
/* clang-format on */

#endif
