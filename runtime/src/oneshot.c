#include "posix.h"

#include "message.h"
#include "thread_waker.h"
#include "wait_list.h"

#include <errno.h>
#include <lifeguard/oneshot.h>
#include <stdint.h>
#include <stdlib.h>

/* All but `closing` and what is constant is guarded by the lock of `receiving`. */
struct lg__oneshot {
    size_t size;
    lg__message_drop *drop;
    struct lg__wait_list receiving;
    struct lg__wait_list closing; /* senders that wait for `closed` */
    _Atomic(bool) closed;         /* written with the lock of `receiving`, read with either */
    bool full;                    /* `message` was sent and not received */
    bool sender_gone, receiver_gone;
    unsigned char message[];
};

int lg_oneshot_new(size_t size, void (*drop)(void *message), lg_oneshot_sender *sender, lg_oneshot_receiver *receiver)
{
    struct lg__oneshot *channel = size < SIZE_MAX / 2 ? malloc(sizeof *channel + size) : NULL;
    if (channel)
        *channel = (struct lg__oneshot){.size = size, .drop = drop};
    sender->channel = channel;
    receiver->channel = channel;
    return channel ? 0 : ENOMEM;
}

/* With the lock, which it releases. The sender has sent, or gives up. */
static void end_sender(struct lg__oneshot *channel)
{
    lg_waker waker;
    channel->sender_gone = true;
    bool taken = lg__wait_list_take(&channel->receiving, LG__WAITER_CALLED, &waker);
    bool last = channel->receiver_gone;
    lg__unlock(&channel->receiving.lock);
    if (taken)
        lg_waker_wake(waker);
    if (last)
        free(channel);
}

void lg_oneshot_sender_drop(lg_oneshot_sender *sender)
{
    struct lg__oneshot *channel = sender->channel;
    sender->channel = NULL;
    if (!channel)
        return;
    lg__lock(&channel->receiving.lock);
    end_sender(channel);
}

int lg_oneshot_send(lg_oneshot_sender *sender, const void *message)
{
    struct lg__oneshot *channel = sender->channel;
    if (!channel)
        lg__violated("lg_oneshot_send", "the sender has sent already, or was dropped");
    sender->channel = NULL;
    lg__lock(&channel->receiving.lock);
    bool closed = lg__load_relaxed(&channel->closed);
    channel->full = !closed;
    if (!closed)
        lg__message_copy(channel->message, message, channel->size);
    end_sender(channel);
    return closed ? EPIPE : 0;
}

bool lg_oneshot_is_closed(const lg_oneshot_sender *sender)
{
    return !sender->channel || lg__load_acquire(&sender->channel->closed);
}

void lg_oneshot_close(lg_oneshot_receiver *receiver)
{
    struct lg__oneshot *channel = receiver->channel;
    lg__lock(&channel->receiving.lock);
    lg__store_release(&channel->closed, true); /* pairs with senders that hold the other lock */
    lg__unlock(&channel->receiving.lock);
    lg__lock(&channel->closing.lock);
    lg__wait_list_wake_all(&channel->closing, LG__WAITER_RELEASED);
}

void lg_oneshot_receiver_drop(lg_oneshot_receiver *receiver)
{
    struct lg__oneshot *channel = receiver->channel;
    if (!channel)
        return;
    lg_oneshot_close(receiver);
    receiver->channel = NULL;
    lg__lock(&channel->receiving.lock);
    bool full = channel->full, last = channel->sender_gone;
    channel->receiver_gone = true;
    lg__unlock(&channel->receiving.lock);
    if (full && channel->drop) /* then the sender is gone, and the channel is still there */
        channel->drop(channel->message);
    if (last)
        free(channel);
}

/* With the lock. */
static int receive(struct lg__oneshot *channel, void *message)
{
    if (!channel->full)
        return channel->sender_gone ? EPIPE : EAGAIN;
    lg__message_copy(message, channel->message, channel->size);
    channel->full = false;
    return 0;
}

int lg_oneshot_try_recv(lg_oneshot_receiver *receiver, void *message)
{
    struct lg__oneshot *channel = receiver->channel;
    lg__lock(&channel->receiving.lock);
    int error = receive(channel, message);
    lg__unlock(&channel->receiving.lock);
    return error;
}

void lg_oneshot_receiving_init(struct lg_oneshot_receiving *self, lg_oneshot_receiver *receiver, void *message)
{
    self->channel = receiver->channel;
    self->message = message;
    lg__waiter_init(&self->waiter);
}

static bool ask(void *future)
{
    struct lg_oneshot_receiving *self = future;
    self->error = receive(self->channel, self->message);
    return self->error != EAGAIN;
}

lg_poll lg_oneshot_receiving_poll(struct lg_oneshot_receiving *self, lg_context *cx, int *out)
{
    lg__waiter_expect(&self->waiter, "lg_oneshot_recv");
    if (!lg__wait(&self->channel->receiving, &self->waiter, cx, ask, self))
        return LG_PENDING;
    *out = self->error;
    return LG_READY;
}

void lg_oneshot_receiving_drop(struct lg_oneshot_receiving *self)
{
    lg__waiter_leave(&self->waiter, &self->channel->receiving);
}

static lg_poll poll_receiving(void *future, lg_context *cx, void *out)
{
    return lg_oneshot_receiving_poll(future, cx, out);
}

int lg_oneshot_blocking_recv(lg_oneshot_receiver *receiver, void *message)
{
    struct lg_oneshot_receiving receiving;
    int error;
    lg_oneshot_receiving_init(&receiving, receiver, message);
    lg__wait_on_thread(poll_receiving, &receiving, &error);
    return error;
}

void lg_oneshot_closing_init(struct lg_oneshot_closing *self, lg_oneshot_sender *sender)
{
    self->channel = sender->channel;
    lg__waiter_init(&self->waiter);
}

static bool ask_closed(void *future)
{
    return lg__load_acquire(&((struct lg_oneshot_closing *)future)->channel->closed);
}

lg_poll lg_oneshot_closing_poll(struct lg_oneshot_closing *self, lg_context *cx)
{
    lg__waiter_expect(&self->waiter, "lg_oneshot_closed");
    if (!self->channel) { /* was sent, or dropped */
        self->waiter.phase = LG__WAITER_FINISHED;
        return LG_READY;
    }
    return lg__wait(&self->channel->closing, &self->waiter, cx, ask_closed, self) ? LG_READY : LG_PENDING;
}

void lg_oneshot_closing_drop(struct lg_oneshot_closing *self)
{
    if (self->channel)
        lg__waiter_leave(&self->waiter, &self->channel->closing);
}
