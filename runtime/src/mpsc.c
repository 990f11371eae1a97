/* mpsc.c: a list of segments with room for a number of messages each, written at its end and read at its beginning. One
 * empty segment is kept for reuse. */
#include "posix.h"

#include "contract.h"
#include "wait_list.h"

#include <errno.h>
#include <lifeguard/mpsc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PER_SEGMENT = 32 };

struct segment {
    struct segment *next;
    unsigned char messages[]; /* copied in and out byte by byte: alignment does not matter */
};

struct lg_mpsc_unbounded {
    size_t size; /* of a message */
    struct lg__lock lock;
    bool closed;
    struct segment *first, *last, *spare; /* first and last: NULL if there are no messages */
    unsigned read, written;               /* messages taken from `first`, put into `last` */
    size_t count;
    struct lg__wait_list waiters; /* one is GRANTED for each message, and all when the queue is closed */
};

lg_mpsc_unbounded *lg_mpsc_unbounded_new(size_t size)
{
    lg_mpsc_unbounded *queue = size <= SIZE_MAX / PER_SEGMENT / 2 ? malloc(sizeof *queue) : NULL;
    if (queue)
        *queue = (lg_mpsc_unbounded){.size = size};
    else
        errno = ENOMEM;
    return queue;
}

void lg_mpsc_unbounded_drop(lg_mpsc_unbounded *queue)
{
    if (!queue)
        return;
    for (struct segment *segment = queue->first, *next; segment; segment = next) {
        next = segment->next;
        free(segment);
    }
    free(queue->spare);
    free(queue);
}

/* Appends a segment. With the lock. */
static bool add_segment(lg_mpsc_unbounded *queue)
{
    struct segment *segment = queue->spare;
    queue->spare = NULL;
    if (!segment)
        segment = malloc(sizeof *segment + queue->size * PER_SEGMENT);
    if (!segment)
        return false;
    segment->next = NULL;
    if (queue->last) {
        queue->last->next = segment;
    } else {
        queue->first = segment;
        queue->read = 0;
    }
    queue->last = segment;
    queue->written = 0;
    return true;
}

/* Takes the first segment off; everything in it has been read. With the lock. */
static void remove_segment(lg_mpsc_unbounded *queue)
{
    struct segment *segment = queue->first;
    queue->first = segment->next;
    queue->read = 0;
    if (!queue->first)
        queue->last = NULL;
    free(queue->spare);
    queue->spare = segment;
}

int lg_mpsc_unbounded_send(lg_mpsc_unbounded *queue, const void *message)
{
    lg_waker waker = lg_waker_noop();
    int error = 0;
    lg__lock(&queue->lock);
    if (queue->closed) {
        error = EPIPE;
    } else if ((!queue->last || queue->written == PER_SEGMENT) && !add_segment(queue)) {
        error = ENOMEM;
    } else {
        memcpy(queue->last->messages + queue->written++ * queue->size, message, queue->size);
        queue->count++;
        lg__wait_list_take(&queue->waiters, LG__WAITER_GRANTED, &waker);
    }
    lg__unlock(&queue->lock);
    lg_waker_wake(waker);
    return error;
}

/* With the lock. */
static int receive(lg_mpsc_unbounded *queue, void *message)
{
    if (queue->count == 0)
        return queue->closed ? EPIPE : EAGAIN;
    memcpy(message, queue->first->messages + queue->read++ * queue->size, queue->size);
    queue->count--;
    if (queue->read == PER_SEGMENT || queue->count == 0)
        remove_segment(queue);
    return 0;
}

int lg_mpsc_unbounded_try_recv(lg_mpsc_unbounded *queue, void *message)
{
    lg__lock(&queue->lock);
    int error = receive(queue, message);
    lg__unlock(&queue->lock);
    return error;
}

size_t lg_mpsc_unbounded_count(lg_mpsc_unbounded *queue)
{
    lg__lock(&queue->lock);
    size_t count = queue->count;
    lg__unlock(&queue->lock);
    return count;
}

/* Lets the first waiter look again. False if nobody waits. */
static bool wake_one(lg_mpsc_unbounded *queue)
{
    lg_waker waker;
    lg__lock(&queue->lock);
    bool taken = lg__wait_list_take(&queue->waiters, LG__WAITER_GRANTED, &waker);
    lg__unlock(&queue->lock);
    if (taken)
        lg_waker_wake(waker);
    return taken;
}

void lg_mpsc_unbounded_close(lg_mpsc_unbounded *queue)
{
    lg__lock(&queue->lock);
    queue->closed = true;
    lg__unlock(&queue->lock);
    while (wake_one(queue)) /* nobody waits for a closed queue anew */
        ;
}

void lg_receiving_init(struct lg_receiving *self, lg_mpsc_unbounded *queue, void *message)
{
    self->queue = queue;
    self->message = message;
    lg__waiter_init(&self->waiter);
}

/* Receives, or gets in line: then EAGAIN. */
static int receive_or_wait(struct lg_receiving *self, const lg_waker *waker)
{
    lg_mpsc_unbounded *queue = self->queue;
    int error = lg_mpsc_unbounded_try_recv(queue, self->message);
    if (error != EAGAIN)
        return error;
    lg_waker clone = lg_waker_clone(waker);
    lg__lock(&queue->lock);
    error = receive(queue, self->message);
    if (error == EAGAIN)
        lg__wait_list_append(&queue->waiters, &self->waiter, clone);
    lg__unlock(&queue->lock);
    if (error != EAGAIN)
        lg_waker_drop(clone);
    return error;
}

lg_poll lg_receiving_poll(struct lg_receiving *self, lg_context *cx, int *out)
{
    if (self->waiter.phase == LG__WAITER_FINISHED)
        lg_polled_after_completion("lg_mpsc_unbounded_recv");
    if (self->waiter.phase != LG__WAITER_FRESH &&
        lg__waiter_check(&self->waiter, &self->queue->lock, cx->waker) == LG__WAITER_LISTED)
        return LG_PENDING;
    int error = receive_or_wait(self, cx->waker);
    if (error == EAGAIN)
        return LG_PENDING;
    self->waiter.phase = LG__WAITER_FINISHED;
    *out = error;
    return LG_READY;
}

void lg_receiving_drop(struct lg_receiving *self)
{
    /* Woken for a message that it does not take: the next one looks for it. */
    if (lg__waiter_leave(&self->waiter, &self->queue->lock, &self->queue->waiters))
        wake_one(self->queue);
}
