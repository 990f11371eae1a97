/* lifeguard/mpsc_unbounded.h: a queue of messages from many senders to one receiver, which grows as needed.
 *
 * Sending never waits, so that it may be done outside of async functions, but nothing holds up senders who are faster
 * than the receiver: lifeguard/mpsc.h does. Messages are received in the order they were sent.
 *
 * The two kinds of ends are moved to whoever is to use them (copying one is moving it) and end in their drops. A sender
 * may be used by several threads at once, the receiver by one at a time; all ends beside each other. The queue is
 * closed when the last sender goes, or the receiver, and freed with the last end. */
#ifndef LIFEGUARD_MPSC_UNBOUNDED_H
#define LIFEGUARD_MPSC_UNBOUNDED_H

#include <lifeguard/waiter.h>
#include <stddef.h>

struct lg__mpsc_unbounded;

/* The ends. All zero is none. */
typedef struct lg_mpsc_unbounded_sender {
    struct lg__mpsc_unbounded *channel; /* NULL: dropped */
} lg_mpsc_unbounded_sender;
typedef struct lg_mpsc_unbounded_receiver {
    struct lg__mpsc_unbounded *channel; /* NULL: dropped */
} lg_mpsc_unbounded_receiver;

/* Makes a queue of messages of `size` bytes each, and its first two ends. `drop`, or NULL, is called with each message
 * that was sent and will not be received; it must not use the queue. 0, or ENOMEM: then both ends are none. */
int lg_mpsc_unbounded_new(size_t size, void (*drop)(void *message), lg_mpsc_unbounded_sender *sender,
                          lg_mpsc_unbounded_receiver *receiver);

/* Ends an end, now rather than at the end of the scope; a second time does nothing. */
void lg_mpsc_unbounded_sender_drop(lg_mpsc_unbounded_sender *sender);
void lg_mpsc_unbounded_receiver_drop(lg_mpsc_unbounded_receiver *receiver);

/* One sender more. Any thread. */
lg_mpsc_unbounded_sender lg_mpsc_unbounded_sender_clone(const lg_mpsc_unbounded_sender *sender);

/* Appends a copy of `*message`. Never waits. 0; EPIPE: the queue is closed; ENOMEM. On error the message stays the
 * caller's. Any thread. */
int lg_mpsc_unbounded_send(const lg_mpsc_unbounded_sender *sender, const void *message);

/* From now on sending fails; what was sent before can still be received. */
void lg_mpsc_unbounded_close(lg_mpsc_unbounded_receiver *receiver);

/* Takes the oldest message if that needs no waiting: 0; EAGAIN: there is none yet; EPIPE: there will be none. */
int lg_mpsc_unbounded_try_recv(lg_mpsc_unbounded_receiver *receiver, void *message);

/* As lg_mpsc_unbounded_recv, but holds up the calling thread. Not for async functions. */
int lg_mpsc_unbounded_blocking_recv(lg_mpsc_unbounded_receiver *receiver, void *message);

/* How many messages wait to be received. Any thread; out of date as soon as others send. */
size_t lg_mpsc_unbounded_count(const lg_mpsc_unbounded_receiver *receiver);

/* The future of lg_mpsc_unbounded_recv. */
struct lg_mpsc_unbounded_receiving {
    struct lg__mpsc_unbounded *channel;
    void *message;
    struct lg__waiter waiter;
    int error;
};
void lg_mpsc_unbounded_receiving_init(struct lg_mpsc_unbounded_receiving *self, lg_mpsc_unbounded_receiver *receiver,
                                      void *message);
lg_poll lg_mpsc_unbounded_receiving_poll(struct lg_mpsc_unbounded_receiving *self, lg_context *cx, int *out);
void lg_mpsc_unbounded_receiving_drop(struct lg_mpsc_unbounded_receiving *self);

/* int err = await lg_mpsc_unbounded_recv(&rx, &message): waits for the oldest message and copies it to `*message`. 0;
 * EPIPE when the queue is closed and empty. Cancelled, it takes no message. */
/* clang-format off */
lg_leaf(struct lg_mpsc_unbounded_receiving, lg_mpsc_unbounded_receiving_init, lg_mpsc_unbounded_receiving_poll, lg_mpsc_unbounded_receiving_drop)
int lg_mpsc_unbounded_recv(lg_mpsc_unbounded_receiver *receiver, void *message);
/* clang-format on */

#endif
