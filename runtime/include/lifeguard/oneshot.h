/* lifeguard/oneshot.h: one message, from one sender to one receiver.
 *
 *     lg_scoped(lg_oneshot_sender) tx = {0};
 *     lg_scoped(lg_oneshot_receiver) rx = {0};
 *     int error = lg_oneshot_new(sizeof(struct reply), NULL, &tx, &rx);
 *
 * Each end is moved to whoever is to use it (copying it is moving it) and ends in its drop; the other end then learns
 * that nothing will come, or that nobody listens. An end may be used on any thread, by one at a time; the two ends
 * beside each other. */
#ifndef LIFEGUARD_ONESHOT_H
#define LIFEGUARD_ONESHOT_H

#include <lifeguard/waiter.h>
#include <stdbool.h>
#include <stddef.h>

struct lg__oneshot;

/* The ends. All zero is none. */
typedef struct lg_oneshot_sender {
    struct lg__oneshot *channel; /* NULL: sent, or dropped */
} lg_oneshot_sender;
typedef struct lg_oneshot_receiver {
    struct lg__oneshot *channel; /* NULL: dropped */
} lg_oneshot_receiver;

/* Makes a channel for a message of `size` bytes, which may be 0. `drop`, or NULL, is called with a message that was
 * sent and will not be received; it must not use the channel. 0, or ENOMEM: then both ends are none. */
int lg_oneshot_new(size_t size, void (*drop)(void *message), lg_oneshot_sender *sender, lg_oneshot_receiver *receiver);

/* Ends an end, now rather than at the end of the scope; a second time does nothing. */
void lg_oneshot_sender_drop(lg_oneshot_sender *sender);
void lg_oneshot_receiver_drop(lg_oneshot_receiver *receiver);

/* Sends a copy of `*message`, and ends the sender. Never waits. 0; EPIPE: the receiver is gone or has closed, and the
 * message stays the caller's. The sender must not have been ended. */
int lg_oneshot_send(lg_oneshot_sender *sender, const void *message);

/* Whether sending would fail: there is nobody to receive. Out of date as soon as the receiver goes. */
bool lg_oneshot_is_closed(const lg_oneshot_sender *sender);

/* From now on sending fails; what was sent before can still be received. */
void lg_oneshot_close(lg_oneshot_receiver *receiver);

/* Receives if that needs no waiting: 0; EAGAIN: it may still come; EPIPE: it will not come any more, or has been
 * received. */
int lg_oneshot_try_recv(lg_oneshot_receiver *receiver, void *message);

/* As lg_oneshot_recv, but holds up the calling thread. Not for async functions. */
int lg_oneshot_blocking_recv(lg_oneshot_receiver *receiver, void *message);

/* The future of lg_oneshot_recv. */
struct lg_oneshot_receiving {
    struct lg__oneshot *channel;
    void *message;
    struct lg__waiter waiter;
    int error;
};
void lg_oneshot_receiving_init(struct lg_oneshot_receiving *self, lg_oneshot_receiver *receiver, void *message);
lg_poll lg_oneshot_receiving_poll(struct lg_oneshot_receiving *self, lg_context *cx, int *out);
void lg_oneshot_receiving_drop(struct lg_oneshot_receiving *self);

/* The future of lg_oneshot_closed. */
struct lg_oneshot_closing {
    struct lg__oneshot *channel;
    struct lg__waiter waiter;
};
void lg_oneshot_closing_init(struct lg_oneshot_closing *self, lg_oneshot_sender *sender);
lg_poll lg_oneshot_closing_poll(struct lg_oneshot_closing *self, lg_context *cx);
void lg_oneshot_closing_drop(struct lg_oneshot_closing *self);

/* int err = await lg_oneshot_recv(&rx, &message): waits for the message, and copies it to `*message`. 0; EPIPE: the
 * sender was dropped, or the message has been received before. Cancelled, it takes no message: another one can receive
 * it. The end must stay until then.
 *
 * await lg_oneshot_closed(&tx): waits until nobody will receive, so that making the message can be given up. Done at
 * once if the sender has sent or was dropped; it must not do so while this waits. */
/* clang-format off */
lg_leaf(struct lg_oneshot_receiving, lg_oneshot_receiving_init, lg_oneshot_receiving_poll, lg_oneshot_receiving_drop)
int lg_oneshot_recv(lg_oneshot_receiver *receiver, void *message);
lg_leaf(struct lg_oneshot_closing, lg_oneshot_closing_init, lg_oneshot_closing_poll, lg_oneshot_closing_drop)
void lg_oneshot_closed(lg_oneshot_sender *sender);
/* clang-format on */

#endif
