/* lifeguard/broadcast.h: messages that every receiver gets, of which a limited number is kept.
 *
 * Sending never waits: when the channel is full, the oldest message goes, and receivers that have not had it learn how
 * many they have missed. Messages are copied in and out byte by byte, to every receiver: what they point to belongs to
 * nobody in particular.
 *
 * Senders and receivers are ends: each is moved to whoever is to use it (copying it is moving it) and ends in its drop.
 * A sender may be used by several threads at once, a receiver by one at a time; all ends beside each other. The channel
 * goes with the last of them. */
#ifndef LIFEGUARD_BROADCAST_H
#define LIFEGUARD_BROADCAST_H

#include <lifeguard/waiter.h>
#include <stddef.h>

struct lg__broadcast;

/* The ends. All zero is none. */
typedef struct lg_broadcast_sender {
    struct lg__broadcast *channel; /* NULL: dropped */
} lg_broadcast_sender;
typedef struct lg_broadcast_receiver {
    struct lg__broadcast *channel; /* NULL: dropped */
    uint64_t next;                 /* the number of the message it gets next */
    uint64_t missed;               /* how many it had missed when EOVERFLOW said so last */
} lg_broadcast_receiver;

/* Makes a channel that keeps the last `capacity` messages (at least 1) of `size` bytes each, and two ends of it. 0, or
 * ENOMEM: then both ends are none. */
int lg_broadcast_new(size_t size, size_t capacity, lg_broadcast_sender *sender, lg_broadcast_receiver *receiver);

/* Ends an end, now rather than at the end of the scope; a second time does nothing. When the last sender goes,
 * receivers that wait learn it. */
void lg_broadcast_sender_drop(lg_broadcast_sender *sender);
void lg_broadcast_receiver_drop(lg_broadcast_receiver *receiver);

/* One end more. A new receiver gets what is sent from now on; a clone gets what the other one has not had. */
lg_broadcast_sender lg_broadcast_sender_clone(const lg_broadcast_sender *sender);
lg_broadcast_receiver lg_broadcast_subscribe(const lg_broadcast_sender *sender);
lg_broadcast_receiver lg_broadcast_receiver_clone(const lg_broadcast_receiver *receiver);

/* Sends a copy of `*message` to all receivers there are. Never waits. 0; EPIPE: there is none now, and the message is
 * not kept. */
int lg_broadcast_send(const lg_broadcast_sender *sender, const void *message);

/* How many receivers there are. Out of date as soon as they come and go. */
size_t lg_broadcast_receivers(const lg_broadcast_sender *sender);

/* Receives if that needs no waiting: as lg_broadcast_recv, or EAGAIN: nothing has been sent since. */
int lg_broadcast_try_recv(lg_broadcast_receiver *receiver, void *message);

/* As lg_broadcast_recv, but holds up the calling thread. Not for async functions. */
int lg_broadcast_blocking_recv(lg_broadcast_receiver *receiver, void *message);

/* The future of lg_broadcast_recv. */
struct lg_broadcast_receiving {
    lg_broadcast_receiver *receiver;
    void *message;
    struct lg__waiter waiter;
    int error;
};
void lg_broadcast_receiving_init(struct lg_broadcast_receiving *self, lg_broadcast_receiver *receiver, void *message);
lg_poll lg_broadcast_receiving_poll(struct lg_broadcast_receiving *self, lg_context *cx, int *out);
void lg_broadcast_receiving_drop(struct lg_broadcast_receiving *self);

/* int err = await lg_broadcast_recv(&rx, &message): waits for the next message and copies it to `*message`. 0;
 * EOVERFLOW: the receiver has missed `rx.missed` messages, none is copied, and the next one it gets is the oldest that
 * is kept; EPIPE: it has had all, and there are no senders any more. Cancelled, it takes no message. All receivers that
 * wait go on together. The end must stay where it is meanwhile. */
/* clang-format off */
lg_leaf(struct lg_broadcast_receiving, lg_broadcast_receiving_init, lg_broadcast_receiving_poll, lg_broadcast_receiving_drop)
int lg_broadcast_recv(lg_broadcast_receiver *receiver, void *message);
/* clang-format on */

#endif
