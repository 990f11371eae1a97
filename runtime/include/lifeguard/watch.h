/* lifeguard/watch.h: a value that senders replace and receivers look at: the latest, not every one.
 *
 * Senders and receivers are ends: each is moved to whoever is to use it (copying it is moving it) and ends in its drop.
 * A sender may be used by several threads at once, a receiver by one at a time; all ends beside each other. The channel
 * goes with the last of them. */
#ifndef LIFEGUARD_WATCH_H
#define LIFEGUARD_WATCH_H

#include <lifeguard/waiter.h>
#include <stdbool.h>
#include <stddef.h>

struct lg__watch;

/* The ends. All zero is none. */
typedef struct lg_watch_sender {
    struct lg__watch *channel; /* NULL: dropped */
} lg_watch_sender;
typedef struct lg_watch_receiver {
    struct lg__watch *channel; /* NULL: dropped */
    uint64_t seen;             /* the number of the value seen last */
} lg_watch_receiver;

/* Makes a channel for a value of `size` bytes, which is `*initial` at first, and two ends of it; the receiver has seen
 * the initial value. 0, or ENOMEM: then both ends are none. */
int lg_watch_new(size_t size, const void *initial, lg_watch_sender *sender, lg_watch_receiver *receiver);

/* Ends an end, now rather than at the end of the scope; a second time does nothing. When the last sender goes,
 * receivers that wait learn it. */
void lg_watch_sender_drop(lg_watch_sender *sender);
void lg_watch_receiver_drop(lg_watch_receiver *receiver);

/* One sender, or receiver, more. A receiver that comes from a sender has seen the value that is there now. */
lg_watch_sender lg_watch_sender_clone(const lg_watch_sender *sender);
lg_watch_receiver lg_watch_receiver_clone(const lg_watch_receiver *receiver);
lg_watch_receiver lg_watch_subscribe(const lg_watch_sender *sender);

/* Replaces the value by a copy of `*value`, and lets every receiver that waits go on. Never waits. 0; EPIPE: there is
 * no receiver now; the value is replaced nevertheless, for those who subscribe later. */
int lg_watch_send(const lg_watch_sender *sender, const void *value);

/* Copies the latest value to `*value`; the receiver has seen it then. */
void lg_watch_get(lg_watch_receiver *receiver, void *value);

/* Whether there is a value that the receiver has not seen. */
bool lg_watch_has_changed(const lg_watch_receiver *receiver);

/* The future of lg_watch_changed. */
struct lg_watching {
    lg_watch_receiver *receiver;
    struct lg__waiter waiter;
    int error;
};
void lg_watching_init(struct lg_watching *self, lg_watch_receiver *receiver);
lg_poll lg_watching_poll(struct lg_watching *self, lg_context *cx, int *out);
void lg_watching_drop(struct lg_watching *self);

/* int err = await lg_watch_changed(&rx): waits until there is a value that the receiver has not seen; it counts as seen
 * then (lg_watch_get copies it). 0; EPIPE: there is none, and all senders are gone. Cancelled, it has seen nothing. All
 * receivers that wait go on together. The end must stay where it is meanwhile. */
lg_leaf(struct lg_watching, lg_watching_init, lg_watching_poll,
        lg_watching_drop) int lg_watch_changed(lg_watch_receiver *receiver);

#endif
