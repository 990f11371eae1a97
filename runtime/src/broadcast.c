/* broadcast.c: a ring that is written over and over. Messages are numbered; a receiver knows the number of its next. */
#include "posix.h"

#include "message.h"
#include "thread_waker.h"
#include "wait_list.h"

#include <errno.h>
#include <lifeguard/broadcast.h>
#include <stdint.h>
#include <stdlib.h>

struct lg__broadcast {
    size_t size, capacity;
    _Atomic(size_t) ends;           /* the last one frees */
    struct lg__wait_list receiving; /* its lock guards the rest */
    uint64_t sent;                  /* the number of the next message; the last `capacity` before it are kept */
    size_t senders, receivers;
    unsigned char ring[]; /* message n at n % capacity */
};

int lg_broadcast_new(size_t size, size_t capacity, lg_broadcast_sender *sender, lg_broadcast_receiver *receiver)
{
    struct lg__broadcast *channel = NULL;
    size_t bytes;
    capacity = capacity ? capacity : 1;
    if (!__builtin_mul_overflow(size, capacity, &bytes) && bytes < SIZE_MAX / 2)
        channel = malloc(sizeof *channel + bytes);
    if (channel)
        *channel = (struct lg__broadcast){.size = size, .capacity = capacity, .ends = 2, .senders = 1, .receivers = 1};
    sender->channel = channel;
    *receiver = (lg_broadcast_receiver){channel, 0, 0};
    return channel ? 0 : ENOMEM;
}

static void *place_of(struct lg__broadcast *channel, uint64_t number)
{
    return channel->ring + number % channel->capacity * channel->size;
}

static void release(struct lg__broadcast *channel)
{
    if (lg__fetch_sub_acq_rel(&channel->ends, 1) == 1) /* each release pairs with the last one's acquire */
        free(channel);
}

void lg_broadcast_sender_drop(lg_broadcast_sender *sender)
{
    struct lg__broadcast *channel = sender->channel;
    sender->channel = NULL;
    if (!channel)
        return;
    lg__lock(&channel->receiving.lock);
    if (--channel->senders == 0)
        lg__wait_list_wake_all(&channel->receiving, LG__WAITER_CALLED);
    else
        lg__unlock(&channel->receiving.lock);
    release(channel);
}

void lg_broadcast_receiver_drop(lg_broadcast_receiver *receiver)
{
    struct lg__broadcast *channel = receiver->channel;
    receiver->channel = NULL;
    if (!channel)
        return;
    lg__lock(&channel->receiving.lock);
    channel->receivers--;
    lg__unlock(&channel->receiving.lock);
    release(channel);
}

lg_broadcast_sender lg_broadcast_sender_clone(const lg_broadcast_sender *sender)
{
    struct lg__broadcast *channel = sender->channel;
    lg__fetch_add_relaxed(&channel->ends, 1);
    lg__lock(&channel->receiving.lock);
    channel->senders++;
    lg__unlock(&channel->receiving.lock);
    return (lg_broadcast_sender){channel};
}

/* The number of the message that will be sent next. */
static uint64_t add_receiver(struct lg__broadcast *channel)
{
    lg__fetch_add_relaxed(&channel->ends, 1);
    lg__lock(&channel->receiving.lock);
    channel->receivers++;
    uint64_t next = channel->sent;
    lg__unlock(&channel->receiving.lock);
    return next;
}

lg_broadcast_receiver lg_broadcast_subscribe(const lg_broadcast_sender *sender)
{
    uint64_t next = add_receiver(sender->channel);
    return (lg_broadcast_receiver){sender->channel, next, 0};
}

lg_broadcast_receiver lg_broadcast_receiver_clone(const lg_broadcast_receiver *receiver)
{
    add_receiver(receiver->channel);
    return *receiver;
}

int lg_broadcast_send(const lg_broadcast_sender *sender, const void *message)
{
    struct lg__broadcast *channel = sender->channel;
    lg__lock(&channel->receiving.lock);
    if (channel->receivers == 0) {
        lg__unlock(&channel->receiving.lock);
        return EPIPE;
    }
    lg__message_copy(place_of(channel, channel->sent++), message, channel->size);
    lg__wait_list_wake_all(&channel->receiving, LG__WAITER_CALLED);
    return 0;
}

size_t lg_broadcast_receivers(const lg_broadcast_sender *sender)
{
    struct lg__broadcast *channel = sender->channel;
    lg__lock(&channel->receiving.lock);
    size_t receivers = channel->receivers;
    lg__unlock(&channel->receiving.lock);
    return receivers;
}

/* With the lock. */
static int receive(lg_broadcast_receiver *receiver, void *message)
{
    struct lg__broadcast *channel = receiver->channel;
    uint64_t waiting = channel->sent - receiver->next;
    if (waiting == 0)
        return channel->senders == 0 ? EPIPE : EAGAIN;
    if (waiting > channel->capacity) {
        receiver->missed = waiting - channel->capacity;
        receiver->next += receiver->missed;
        return EOVERFLOW;
    }
    lg__message_copy(message, place_of(channel, receiver->next++), channel->size);
    return 0;
}

int lg_broadcast_try_recv(lg_broadcast_receiver *receiver, void *message)
{
    lg__lock(&receiver->channel->receiving.lock);
    int error = receive(receiver, message);
    lg__unlock(&receiver->channel->receiving.lock);
    return error;
}

void lg_broadcast_receiving_init(struct lg_broadcast_receiving *self, lg_broadcast_receiver *receiver, void *message)
{
    self->receiver = receiver;
    self->message = message;
    lg__waiter_init(&self->waiter);
}

static bool ask(void *future)
{
    struct lg_broadcast_receiving *self = future;
    self->error = receive(self->receiver, self->message);
    return self->error != EAGAIN;
}

lg_poll lg_broadcast_receiving_poll(struct lg_broadcast_receiving *self, lg_context *cx, int *out)
{
    lg__waiter_expect(&self->waiter, "lg_broadcast_recv");
    if (!lg__wait(&self->receiver->channel->receiving, &self->waiter, cx, ask, self))
        return LG_PENDING;
    *out = self->error;
    return LG_READY;
}

void lg_broadcast_receiving_drop(struct lg_broadcast_receiving *self)
{
    if (self->waiter.phase == LG__WAITER_WAITING) /* else the end may be gone */
        lg__waiter_leave(&self->waiter, &self->receiver->channel->receiving);
    self->waiter.phase = LG__WAITER_FINISHED;
}

static lg_poll poll_receiving(void *future, lg_context *cx, void *out)
{
    return lg_broadcast_receiving_poll(future, cx, out);
}

int lg_broadcast_blocking_recv(lg_broadcast_receiver *receiver, void *message)
{
    struct lg_broadcast_receiving receiving;
    int error;
    lg_broadcast_receiving_init(&receiving, receiver, message);
    lg__wait_on_thread(poll_receiving, &receiving, &error);
    return error;
}
