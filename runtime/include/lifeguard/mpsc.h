/* lifeguard/mpsc.h: a queue of messages from many senders to one receiver, which holds a limited number of them.
 *
 *     lg_scoped(lg_mpsc_sender) tx = {0};
 *     lg_scoped(lg_mpsc_receiver) rx = {0};
 *     int error = lg_mpsc_new(sizeof(struct job), 64, NULL, &tx, &rx);
 *
 * Senders wait while the queue is full, so that the receiver sets the pace. Messages are received in the order in which
 * they were accepted; senders that wait are served in turn, and nobody gets in before them.
 *
 * The two kinds of ends are moved to whoever is to use them (copying one is moving it) and end in their drops. A sender
 * may be used by several threads at once, the receiver by one at a time; all ends beside each other. The queue is
 * closed when the last sender goes, or the receiver, and freed with the last end. */
#ifndef LIFEGUARD_MPSC_H
#define LIFEGUARD_MPSC_H

#include <lifeguard/waiter.h>
#include <stddef.h>

struct lg__mpsc;

/* The ends. All zero is none. */
typedef struct lg_mpsc_sender {
    struct lg__mpsc *channel; /* NULL: dropped */
} lg_mpsc_sender;
typedef struct lg_mpsc_receiver {
    struct lg__mpsc *channel; /* NULL: dropped */
} lg_mpsc_receiver;

/* Makes a queue that holds `capacity` messages (at least 1) of `size` bytes each, and its first two ends. `drop`, or
 * NULL, is called with each message that was sent and will not be received; it must not use the queue. 0, or ENOMEM:
 * then both ends are none. */
int lg_mpsc_new(size_t size, size_t capacity, void (*drop)(void *message), lg_mpsc_sender *sender,
                lg_mpsc_receiver *receiver);

/* Ends an end, now rather than at the end of the scope; a second time does nothing. */
void lg_mpsc_sender_drop(lg_mpsc_sender *sender);
void lg_mpsc_receiver_drop(lg_mpsc_receiver *receiver);

/* One sender more. Any thread. */
lg_mpsc_sender lg_mpsc_sender_clone(const lg_mpsc_sender *sender);

/* Appends a copy of `*message` if that needs no waiting: 0; EAGAIN: the queue is full, or others wait for their turn;
 * EPIPE: it is closed. On error the message stays the caller's. Any thread. */
int lg_mpsc_try_send(const lg_mpsc_sender *sender, const void *message);

/* As lg_mpsc_send, but holds up the calling thread. Not for async functions. Any thread. */
int lg_mpsc_blocking_send(const lg_mpsc_sender *sender, const void *message);

/* From now on sending fails, also for senders that wait; what was sent before can still be received. */
void lg_mpsc_close(lg_mpsc_receiver *receiver);

/* Takes the oldest message if that needs no waiting: 0; EAGAIN: there is none yet; EPIPE: there will be none. */
int lg_mpsc_try_recv(lg_mpsc_receiver *receiver, void *message);

/* As lg_mpsc_recv, but holds up the calling thread. Not for async functions. */
int lg_mpsc_blocking_recv(lg_mpsc_receiver *receiver, void *message);

/* How many messages wait to be received. Any thread; out of date as soon as others send. */
size_t lg_mpsc_count(const lg_mpsc_receiver *receiver);

/* The future of lg_mpsc_send. */
struct lg_mpsc_sending {
    struct lg__mpsc *channel;
    const void *message;
    struct lg__waiter waiter;
    uint64_t tail;
    int error;
};
static inline void lg_mpsc_sending_init(struct lg_mpsc_sending *self, const lg_mpsc_sender *sender, const void *message)
{
    self->channel = sender->channel;
    self->message = message;
    lg__waiter_init(&self->waiter);
}
lg_poll lg_mpsc_sending_poll(struct lg_mpsc_sending *self, lg_context *cx, int *out);
void lg_mpsc_sending_drop(struct lg_mpsc_sending *self);

/* The future of lg_mpsc_recv. */
struct lg_mpsc_receiving {
    struct lg__mpsc *channel;
    void *message;
    struct lg__waiter waiter;
    int error;
};
static inline void lg_mpsc_receiving_init(struct lg_mpsc_receiving *self, lg_mpsc_receiver *receiver, void *message)
{
    self->channel = receiver->channel;
    self->message = message;
    lg__waiter_init(&self->waiter);
}
lg_poll lg_mpsc_receiving_poll(struct lg_mpsc_receiving *self, lg_context *cx, int *out);
void lg_mpsc_receiving_drop(struct lg_mpsc_receiving *self);

/* int err = await lg_mpsc_send(&tx, &message): waits for room, then appends a copy of `*message`, which must stay until
 * then. 0; EPIPE: the queue is closed, and the message stays the caller's. Cancelled, it has sent nothing, and passes
 * on the room it had just been given.
 *
 * int err = await lg_mpsc_recv(&rx, &message): waits for the oldest message and copies it to `*message`. 0; EPIPE when
 * the queue is closed and empty. Cancelled, it takes no message. */
/* clang-format off */
lg_leaf(struct lg_mpsc_sending, lg_mpsc_sending_init, lg_mpsc_sending_poll, lg_mpsc_sending_drop)
int lg_mpsc_send(const lg_mpsc_sender *sender, const void *message);
lg_leaf(struct lg_mpsc_receiving, lg_mpsc_receiving_init, lg_mpsc_receiving_poll, lg_mpsc_receiving_drop)
int lg_mpsc_recv(lg_mpsc_receiver *receiver, void *message);
/* clang-format on */

#endif
