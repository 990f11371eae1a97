#include "posix.h"

#include "message.h"
#include "wait_list.h"

#include <errno.h>
#include <lifeguard/watch.h>
#include <stdint.h>
#include <stdlib.h>

struct lg__watch {
    size_t size;
    _Atomic(size_t) ends;          /* the last one frees */
    struct lg__wait_list watching; /* its lock guards the rest */
    uint64_t number;               /* of the value: counts sends */
    size_t senders, receivers;
    unsigned char value[];
};

int lg_watch_new(size_t size, const void *initial, lg_watch_sender *sender, lg_watch_receiver *receiver)
{
    struct lg__watch *channel = size < SIZE_MAX / 2 ? malloc(sizeof *channel + size) : NULL;
    if (channel) {
        *channel = (struct lg__watch){.size = size, .ends = 2, .senders = 1, .receivers = 1};
        lg__message_copy(channel->value, initial, size);
    }
    sender->channel = channel;
    *receiver = (lg_watch_receiver){channel, 0};
    return channel ? 0 : ENOMEM;
}

static void release(struct lg__watch *channel)
{
    if (lg__fetch_sub_acq_rel(&channel->ends, 1) == 1) /* each release pairs with the last one's acquire */
        free(channel);
}

void lg_watch_sender_drop(lg_watch_sender *sender)
{
    struct lg__watch *channel = sender->channel;
    sender->channel = NULL;
    if (!channel)
        return;
    lg__lock(&channel->watching.lock);
    if (--channel->senders == 0)
        lg__wait_list_wake_all(&channel->watching, LG__WAITER_CALLED);
    else
        lg__unlock(&channel->watching.lock);
    release(channel);
}

void lg_watch_receiver_drop(lg_watch_receiver *receiver)
{
    struct lg__watch *channel = receiver->channel;
    receiver->channel = NULL;
    if (!channel)
        return;
    lg__lock(&channel->watching.lock);
    channel->receivers--;
    lg__unlock(&channel->watching.lock);
    release(channel);
}

lg_watch_sender lg_watch_sender_clone(const lg_watch_sender *sender)
{
    struct lg__watch *channel = sender->channel;
    lg__fetch_add_relaxed(&channel->ends, 1);
    lg__lock(&channel->watching.lock);
    channel->senders++;
    lg__unlock(&channel->watching.lock);
    return (lg_watch_sender){channel};
}

/* The number of the value there is. */
static uint64_t add_receiver(struct lg__watch *channel)
{
    lg__fetch_add_relaxed(&channel->ends, 1);
    lg__lock(&channel->watching.lock);
    channel->receivers++;
    uint64_t number = channel->number;
    lg__unlock(&channel->watching.lock);
    return number;
}

lg_watch_receiver lg_watch_receiver_clone(const lg_watch_receiver *receiver)
{
    add_receiver(receiver->channel);
    return *receiver;
}

lg_watch_receiver lg_watch_subscribe(const lg_watch_sender *sender)
{
    uint64_t number = add_receiver(sender->channel);
    return (lg_watch_receiver){sender->channel, number};
}

int lg_watch_send(const lg_watch_sender *sender, const void *value)
{
    struct lg__watch *channel = sender->channel;
    lg__lock(&channel->watching.lock);
    lg__message_copy(channel->value, value, channel->size);
    channel->number++;
    bool heard = channel->receivers != 0;
    lg__wait_list_wake_all(&channel->watching, LG__WAITER_CALLED);
    return heard ? 0 : EPIPE;
}

void lg_watch_get(lg_watch_receiver *receiver, void *value)
{
    struct lg__watch *channel = receiver->channel;
    lg__lock(&channel->watching.lock);
    lg__message_copy(value, channel->value, channel->size);
    receiver->seen = channel->number;
    lg__unlock(&channel->watching.lock);
}

bool lg_watch_has_changed(const lg_watch_receiver *receiver)
{
    struct lg__watch *channel = receiver->channel;
    lg__lock(&channel->watching.lock);
    bool changed = channel->number != receiver->seen;
    lg__unlock(&channel->watching.lock);
    return changed;
}

void lg_watching_init(struct lg_watching *self, lg_watch_receiver *receiver)
{
    self->receiver = receiver;
    lg__waiter_init(&self->waiter);
}

static bool ask(void *future)
{
    struct lg_watching *self = future;
    const struct lg__watch *channel = self->receiver->channel;
    if (channel->number != self->receiver->seen)
        self->error = 0;
    else if (channel->senders == 0)
        self->error = EPIPE;
    else
        return false;
    self->receiver->seen = channel->number;
    return true;
}

lg_poll lg_watching_poll(struct lg_watching *self, lg_context *cx, int *out)
{
    lg__waiter_expect(&self->waiter, "lg_watch_changed");
    if (!lg__wait(&self->receiver->channel->watching, &self->waiter, cx, ask, self))
        return LG_PENDING;
    *out = self->error;
    return LG_READY;
}

void lg_watching_drop(struct lg_watching *self)
{
    if (self->waiter.phase == LG__WAITER_WAITING) /* else the end may be gone */
        lg__waiter_leave(&self->waiter, &self->receiver->channel->watching);
    self->waiter.phase = LG__WAITER_FINISHED;
}
