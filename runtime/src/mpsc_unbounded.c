/* mpsc_unbounded.c: a list of segments with room for a number of messages each, written at its end and read at its
 * beginning. One empty segment is kept for reuse. */
#include "posix.h"

#include "ends.h"
#include "message.h"
#include "thread_waker.h"
#include "wait_list.h"

#include <errno.h>
#include <lifeguard/mpsc_unbounded.h>
#include <stdint.h>
#include <stdlib.h>

enum { PER_SEGMENT = 32 };

struct segment {
    struct segment *next;
    unsigned char messages[];
};

struct lg__mpsc_unbounded {
    size_t size; /* of a message */
    lg__message_drop *drop;
    _Atomic(size_t) ends;           /* the last one frees */
    struct lg__wait_list receiving; /* its lock guards the rest */
    size_t senders;
    bool closed;
    struct segment *first, *last, *spare; /* first and last: NULL if there are no messages */
    unsigned read, written;               /* messages taken from `first`, put into `last` */
    size_t count;
};

int lg_mpsc_unbounded_new(size_t size, void (*drop)(void *message), lg_mpsc_unbounded_sender *sender,
                          lg_mpsc_unbounded_receiver *receiver)
{
    struct lg__mpsc_unbounded *channel = size <= SIZE_MAX / PER_SEGMENT / 2 ? malloc(sizeof *channel) : NULL;
    if (channel)
        *channel = (struct lg__mpsc_unbounded){.size = size, .drop = drop, .ends = 2, .senders = 1};
    sender->channel = channel;
    receiver->channel = channel;
    return channel ? 0 : ENOMEM;
}

static void release(struct lg__mpsc_unbounded *channel)
{
    if (lg__fetch_sub_acq_rel(&channel->ends, 1) != 1) /* each release pairs with the last one's acquire */
        return;
    free(channel->spare);
    free(channel);
}

/* With the lock, which it releases. */
static void close_channel(struct lg__mpsc_unbounded *channel)
{
    channel->closed = true;
    lg__wait_list_wake_all(&channel->receiving, LG__WAITER_CALLED);
}

void lg_mpsc_unbounded_sender_drop(lg_mpsc_unbounded_sender *sender)
{
    struct lg__mpsc_unbounded *channel = sender->channel;
    sender->channel = NULL;
    if (!channel)
        return;
    lg__lock(&channel->receiving.lock);
    if (--channel->senders == 0)
        close_channel(channel);
    else
        lg__unlock(&channel->receiving.lock);
    release(channel);
}

lg_mpsc_unbounded_sender lg_mpsc_unbounded_sender_clone(const lg_mpsc_unbounded_sender *sender)
{
    struct lg__mpsc_unbounded *channel = sender->channel;
    lg__fetch_add_relaxed(&channel->ends, 1);
    lg__lock(&channel->receiving.lock);
    channel->senders++;
    lg__unlock(&channel->receiving.lock);
    return (lg_mpsc_unbounded_sender){channel};
}

/* Appends a segment. With the lock. */
static bool add_segment(struct lg__mpsc_unbounded *channel)
{
    struct segment *segment = channel->spare;
    channel->spare = NULL;
    if (!segment)
        segment = malloc(sizeof *segment + channel->size * PER_SEGMENT);
    if (!segment)
        return false;
    segment->next = NULL;
    if (channel->last) {
        channel->last->next = segment;
    } else {
        channel->first = segment;
        channel->read = 0;
    }
    channel->last = segment;
    channel->written = 0;
    return true;
}

/* Takes the first segment off; everything in it has been read. With the lock. */
static void remove_segment(struct lg__mpsc_unbounded *channel)
{
    struct segment *segment = channel->first;
    channel->first = segment->next;
    channel->read = 0;
    if (!channel->first)
        channel->last = NULL;
    free(channel->spare);
    channel->spare = segment;
}

int lg_mpsc_unbounded_send(const lg_mpsc_unbounded_sender *sender, const void *message)
{
    struct lg__mpsc_unbounded *channel = sender->channel;
    lg_waker waker = lg_waker_noop();
    int error = 0;
    lg__lock(&channel->receiving.lock);
    if (channel->closed) {
        error = EPIPE;
    } else if ((!channel->last || channel->written == PER_SEGMENT) && !add_segment(channel)) {
        error = ENOMEM;
    } else {
        unsigned char *place = channel->last->messages + channel->written++ * channel->size;
        lg__message_copy(place, message, channel->size);
        channel->count++;
        lg__wait_list_take(&channel->receiving, LG__WAITER_CALLED, &waker);
    }
    lg__unlock(&channel->receiving.lock);
    lg_waker_wake(waker);
    return error;
}

/* With the lock. */
static int receive(struct lg__mpsc_unbounded *channel, void *message)
{
    if (channel->count == 0)
        return channel->closed ? EPIPE : EAGAIN;
    lg__message_copy(message, channel->first->messages + channel->read++ * channel->size, channel->size);
    channel->count--;
    if (channel->read == PER_SEGMENT || channel->count == 0)
        remove_segment(channel);
    return 0;
}

int lg_mpsc_unbounded_try_recv(lg_mpsc_unbounded_receiver *receiver, void *message)
{
    struct lg__mpsc_unbounded *channel = receiver->channel;
    lg__lock(&channel->receiving.lock);
    int error = receive(channel, message);
    lg__unlock(&channel->receiving.lock);
    return error;
}

size_t lg_mpsc_unbounded_count(const lg_mpsc_unbounded_receiver *receiver)
{
    struct lg__mpsc_unbounded *channel = receiver->channel;
    lg__lock(&channel->receiving.lock);
    size_t count = channel->count;
    lg__unlock(&channel->receiving.lock);
    return count;
}

void lg_mpsc_unbounded_close(lg_mpsc_unbounded_receiver *receiver)
{
    lg__lock(&receiver->channel->receiving.lock);
    close_channel(receiver->channel);
}

/* Once the channel is closed and the receiver is going, nobody else touches the messages. */
static void drop_messages(struct lg__mpsc_unbounded *channel)
{
    while (channel->first) {
        for (; channel->count && channel->read < PER_SEGMENT; channel->count--, channel->read++)
            if (channel->drop)
                channel->drop(channel->first->messages + channel->read * channel->size);
        remove_segment(channel);
    }
}

void lg_mpsc_unbounded_receiver_drop(lg_mpsc_unbounded_receiver *receiver)
{
    struct lg__mpsc_unbounded *channel = receiver->channel;
    if (!channel)
        return;
    lg_mpsc_unbounded_close(receiver);
    receiver->channel = NULL;
    drop_messages(channel);
    release(channel);
}

void lg_mpsc_unbounded_receiving_init(struct lg_mpsc_unbounded_receiving *self, lg_mpsc_unbounded_receiver *receiver,
                                      void *message)
{
    self->channel = receiver->channel;
    self->message = message;
    lg__waiter_init(&self->waiter);
}

static bool ask(void *future)
{
    struct lg_mpsc_unbounded_receiving *self = future;
    self->error = receive(self->channel, self->message);
    return self->error != EAGAIN;
}

lg_poll lg_mpsc_unbounded_receiving_poll(struct lg_mpsc_unbounded_receiving *self, lg_context *cx, int *out)
{
    lg__waiter_expect(&self->waiter, "lg_mpsc_unbounded_recv");
    if (!lg__wait(&self->channel->receiving, &self->waiter, cx, ask, self))
        return LG_PENDING;
    *out = self->error;
    return LG_READY;
}

void lg_mpsc_unbounded_receiving_drop(struct lg_mpsc_unbounded_receiving *self)
{
    /* Called for a message that it does not take: another future that waits at the same end may. */
    if (lg__waiter_leave(&self->waiter, &self->channel->receiving) == LG__WAITER_CALLED)
        lg__wait_list_wake_one(&self->channel->receiving, LG__WAITER_CALLED);
}

static lg_poll poll_receiving(void *future, lg_context *cx, void *out)
{
    return lg_mpsc_unbounded_receiving_poll(future, cx, out);
}

int lg_mpsc_unbounded_blocking_recv(lg_mpsc_unbounded_receiver *receiver, void *message)
{
    struct lg_mpsc_unbounded_receiving receiving;
    int error;
    lg_mpsc_unbounded_receiving_init(&receiving, receiver, message);
    lg__wait_on_thread(poll_receiving, &receiving, &error);
    return error;
}

const size_t lg__mpsc_unbounded_senders_at = offsetof(struct lg__mpsc_unbounded, senders);

size_t lg__mpsc_unbounded_senders(const void *channel)
{
    void *writable = (void *)(uintptr_t)channel; /* for its lock */
    struct lg__mpsc_unbounded *queue = writable;
    lg__lock(&queue->receiving.lock);
    size_t senders = queue->senders;
    lg__unlock(&queue->receiving.lock);
    return senders;
}
