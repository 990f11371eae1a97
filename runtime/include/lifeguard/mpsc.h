/* lifeguard/mpsc.h: a queue of messages from many senders to one receiver, in the order they were sent. */
#ifndef LIFEGUARD_MPSC_H
#define LIFEGUARD_MPSC_H

#include <lifeguard/waiter.h>
#include <stddef.h>

/* A queue that grows as needed. Messages are copied in and out, and all have the same size. */
typedef struct lg_mpsc_unbounded lg_mpsc_unbounded;

/* A queue of messages of `size` bytes each (at least 1). NULL with errno ENOMEM. */
lg_mpsc_unbounded *lg_mpsc_unbounded_new(size_t size);

/* Frees the queue and the messages still in it. Nobody may be sending or waiting any more. NULL is fine. */
void lg_mpsc_unbounded_drop(lg_mpsc_unbounded *queue);

/* Appends a copy of `*message`. Never waits. 0; EPIPE after lg_mpsc_unbounded_close; ENOMEM. Any thread. */
int lg_mpsc_unbounded_send(lg_mpsc_unbounded *queue, const void *message);

/* Takes the oldest message: 0; EAGAIN: there is none yet; EPIPE: there will be none. Any thread. */
int lg_mpsc_unbounded_try_recv(lg_mpsc_unbounded *queue, void *message);

/* From now on sending fails; what was sent before can still be received. Any thread, by either side, more than once. */
void lg_mpsc_unbounded_close(lg_mpsc_unbounded *queue);

/* How many messages wait to be received. Any thread; out of date as soon as others send. */
size_t lg_mpsc_unbounded_count(lg_mpsc_unbounded *queue);

/* The future of lg_mpsc_unbounded_recv. */
struct lg_receiving {
    lg_mpsc_unbounded *queue;
    void *message;
    struct lg__waiter waiter;
};
void lg_receiving_init(struct lg_receiving *self, lg_mpsc_unbounded *queue, void *message);
lg_poll lg_receiving_poll(struct lg_receiving *self, lg_context *cx, int *out);
void lg_receiving_drop(struct lg_receiving *self);

/* int err = await lg_mpsc_unbounded_recv(q, &message): waits for the oldest message and copies it to `*message`. 0;
 * EPIPE when the queue is closed and empty. Cancelled, it takes no message. Receivers that wait together are served in
 * turn. */
/* clang-format off */
lg_leaf(struct lg_receiving, lg_receiving_init, lg_receiving_poll, lg_receiving_drop)
int lg_mpsc_unbounded_recv(lg_mpsc_unbounded *queue, void *message);
/* clang-format on */

#endif
