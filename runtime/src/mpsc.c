/* mpsc.c: a ring that senders write and the receiver reads without a lock, and a line with a lock for whoever must
 * wait.
 *
 *     tail, by read-modify-write: | number of the next message to be sent | ASLEEP | CROWDED | CLOSED |
 *     head, by the receiver:      | number of the next message to be read |   0    | WAITED  |   0    |
 *
 *   CLOSED   nothing more is sent. Set with the lock of `sending`, or by the last sender; never cleared.
 *   CROWDED  senders must not help themselves, but go to the line: set while somebody waits there, or was granted room
 *            and has not used it. Changed with the lock of `sending`.
 *   ASLEEP   the receiver waits, or is about to. Set with the lock of `receiving`; cleared by the sender who takes the
 *            next number: it wakes the receiver when its message is there.
 *   WAITED   a sender waits in the line: the receiver, when it has made room, sees to it that somebody is granted that.
 *            Changed with the lock of `sending`.
 *
 * A sender takes a number by a compare-and-swap of `tail`, writes the message to the slot of that number, and then the
 * slot's `turn`, which says that the message is there. The receiver reads the slot of `head` when it is that one's
 * turn, and gives it back by adding to `head`. So each end pays one locked instruction for a message, and that very
 * instruction tells it whether somebody waits: whoever goes to wait sets its bit in the same word, and sees there what
 * the others did before.
 *
 * The line's invariants, with the lock of `sending`: WAITED is set if somebody waits; CROWDED is set if somebody waits
 * or `granted` is not 0; if somebody waits, there is no room that has not been granted. `room` never counts a slot
 * twice, since `tail` stands still while it is CROWDED, but for those who hold the lock. test/runtime/model/queue.pml
 * goes through all orders of these steps. */
#include "posix.h"

#include "ends.h"
#include "message.h"
#include "result.h"
#include "thread_waker.h"
#include "wait_list.h"

#include <errno.h>
#include <lifeguard/mpsc.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>

enum { CLOSED = 1, CROWDED = 2, ASLEEP = 4, FLAGS = 7, ONE = 8 };
enum { WAITED = 2 };

struct slot {
    _Atomic(uint64_t) turn; /* the number of the message that is there, times ONE, plus ONE */
    unsigned char message[];
};

enum { CACHE_LINE = 64 };

struct lg__mpsc {
    size_t size;       /* of a message */
    size_t stride;     /* of a slot, for each ONE of its number */
    uint64_t capacity; /* times ONE */
    uint64_t mask;     /* the bits of a number that tell its slot: slots are a power of two */
    uint64_t straight; /* `capacity` if a message is a word, else 0 */
    lg__message_drop *drop;

    _Alignas(CACHE_LINE) _Atomic(uint64_t) tail;
    _Atomic(uint64_t) head_seen; /* by some sender: `head` is there, or farther on */

    _Alignas(CACHE_LINE) _Atomic(uint64_t) head;

    _Alignas(CACHE_LINE) struct lg__wait_list sending;
    uint64_t granted; /* slots promised to senders that have not used them; with the lock of `sending` */
    struct lg__wait_list receiving;
    _Atomic(size_t) senders;
    _Atomic(size_t) ends; /* all senders are one, the receiver another; the last one frees */
};

static uint64_t number_of(uint64_t word)
{
    return word & ~(uint64_t)FLAGS;
}

static inline struct slot *slot_of(struct lg__mpsc *channel, uint64_t number)
{
    void *slot = (unsigned char *)(channel + 1) + (number & channel->mask) * channel->stride;
    return slot;
}

/* The same where a message is a word. */
static inline struct slot *straight_slot_of(struct lg__mpsc *channel, uint64_t number)
{
    enum { STRIDE = (sizeof(struct slot) + LG__WORD) / ONE };
    void *slot = (unsigned char *)(channel + 1) + (number & channel->mask) * STRIDE;
    return slot;
}

int lg_mpsc_new(size_t size, size_t capacity, void (*drop)(void *message), lg_mpsc_sender *sender,
                lg_mpsc_receiver *receiver)
{
    size_t slots = 1, stride = (sizeof(struct slot) + size + 7) & ~(size_t)7;
    capacity = capacity ? capacity : 1;
    while (slots < capacity && slots <= SIZE_MAX / 4)
        slots *= 2;
    size_t bytes;
    struct lg__mpsc *channel = NULL;
    if (size < SIZE_MAX / 2 && slots >= capacity && !__builtin_mul_overflow(slots, stride, &bytes) &&
        bytes < SIZE_MAX / 2)
        channel = aligned_alloc(CACHE_LINE, sizeof *channel + (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE);
    sender->channel = channel;
    receiver->channel = channel;
    if (!channel)
        return ENOMEM;
    *channel = (struct lg__mpsc){.size = size,
                                 .stride = stride / ONE,
                                 .capacity = (uint64_t)capacity * ONE,
                                 .mask = (slots - 1) * ONE,
                                 .straight = size == LG__WORD ? (uint64_t)capacity * ONE : 0,
                                 .drop = drop,
                                 .senders = 1,
                                 .ends = 2};
    for (uint64_t number = 0; number < slots; number++)
        lg__store_relaxed(&slot_of(channel, number * ONE)->turn, 0);
    return 0;
}

/* Sending. */

/* `tail` when the next number has been taken, and the receiver is about to be woken. */
static inline uint64_t after(uint64_t tail)
{
    return (tail + ONE) & ~(uint64_t)ASLEEP;
}

/* Whether there is a slot for `number`. The acquires pair with advance: the receiver has read what was there. */
static bool has_slot(struct lg__mpsc *channel, uint64_t number)
{
    uint64_t head = lg__load_acquire(&channel->head_seen);
    if ((int64_t)(number - head) < (int64_t)channel->capacity)
        return true;
    head = number_of(lg__load_acquire(&channel->head));
    lg__store_release(&channel->head_seen, head);
    return (int64_t)(number - head) < (int64_t)channel->capacity;
}

/* Takes the next number without the line: 0, and `tail` as it was; EAGAIN: no room, or not for those who come now;
 * EPIPE. */
static int claim(struct lg__mpsc *channel, uint64_t *tail)
{
    *tail = lg__load_relaxed(&channel->tail);
    do {
        if (*tail & CLOSED)
            return EPIPE;
        if (*tail & CROWDED || !has_slot(channel, number_of(*tail)))
            return EAGAIN;
    } while (!lg__cas_acq_rel(&channel->tail, tail, after(*tail))); /* pairs with ask_for_message */
    return 0;
}

/* Makes the message of a number that was taken known. */
static void publish(struct lg__mpsc *channel, uint64_t tail, const void *message)
{
    struct slot *slot = slot_of(channel, number_of(tail));
    lg__message_copy(slot->message, message, channel->size);
    lg__store_release(&slot->turn, number_of(tail) + ONE); /* pairs with oldest */
    if (tail & ASLEEP)
        lg__wait_list_wake_one(&channel->receiving, LG__WAITER_CALLED);
}

/* The line; all of these with the lock of `sending`. */

/* How much room there is that was not granted; while CROWDED. */
static uint64_t room(struct lg__mpsc *channel)
{
    uint64_t used = number_of(lg__load_relaxed(&channel->tail)) - number_of(lg__load_acquire(&channel->head));
    return (channel->capacity - used) / ONE - channel->granted;
}

/* Takes the next number; while CROWDED, and there is room. `tail` as it was. */
static uint64_t claim_from_line(struct lg__mpsc *channel)
{
    uint64_t tail = lg__load_relaxed(&channel->tail);
    while (!lg__cas_acq_rel(&channel->tail, &tail, after(tail))) /* pairs with ask_for_message */
        ;
    return tail;
}

/* Takes the next number for somebody who comes to the line: as claim. EAGAIN leaves WAITED and CROWDED set. */
static int claim_at_line(struct lg__mpsc *channel, uint64_t *tail)
{
    if (lg__fetch_or_acq_rel(&channel->tail, CROWDED) & CLOSED)
        return EPIPE;
    lg__fetch_or_acq_rel(&channel->head, WAITED); /* room that comes after this is granted, see advance */
    if (channel->sending.first || room(channel) == 0)
        return EAGAIN;
    *tail = claim_from_line(channel);
    return 0;
}

/* Takes flags back that nobody needs any more. */
static void settle(struct lg__mpsc *channel)
{
    if (channel->sending.first)
        return;
    if (lg__load_relaxed(&channel->head) & WAITED)
        lg__fetch_and_acq_rel(&channel->head, ~(uint64_t)WAITED);
    if (channel->granted == 0 && lg__load_relaxed(&channel->tail) & CROWDED)
        lg__fetch_and_acq_rel(&channel->tail, ~(uint64_t)CROWDED);
}

/* Grants room that there is to the first who waits. Whether both were there. Without the lock. */
static bool grant_one(struct lg__mpsc *channel)
{
    lg_waker waker;
    lg__lock(&channel->sending.lock);
    bool granted = channel->sending.first && room(channel) != 0;
    if (granted) {
        channel->granted++;
        lg__wait_list_take(&channel->sending, LG__WAITER_GRANTED, &waker);
    }
    settle(channel);
    lg__unlock(&channel->sending.lock);
    if (granted)
        lg_waker_wake(waker);
    return granted;
}

static lg__cold void grant(struct lg__mpsc *channel)
{
    while (grant_one(channel))
        ;
}

int lg_mpsc_try_send(const lg_mpsc_sender *sender, const void *message)
{
    struct lg__mpsc *channel = sender->channel;
    uint64_t tail;
    int error = claim(channel, &tail);
    if (error == EAGAIN && lg__load_relaxed(&channel->tail) & CROWDED) { /* perhaps nobody waits any more */
        lg__lock(&channel->sending.lock);
        error = claim_at_line(channel, &tail);
        settle(channel);
        lg__unlock(&channel->sending.lock);
    }
    if (!error)
        publish(channel, tail, message);
    return error;
}

static bool ask_for_room(void *future)
{
    struct lg_mpsc_sending *self = future;
    self->error = claim_at_line(self->channel, &self->tail);
    if (self->error != EAGAIN)
        settle(self->channel);
    return self->error != EAGAIN;
}

/* Uses what was granted: a number, or nothing where the queue was closed since. */
static int claim_granted(struct lg__mpsc *channel, uint64_t *tail)
{
    lg__lock(&channel->sending.lock);
    bool closed = lg__load_relaxed(&channel->tail) & CLOSED;
    channel->granted--;
    if (!closed)
        *tail = claim_from_line(channel);
    settle(channel);
    lg__unlock(&channel->sending.lock);
    return closed ? EPIPE : 0;
}

/* Takes a number, or gets in line: then EAGAIN. */
static int claim_or_wait(struct lg_mpsc_sending *self, lg_context *cx)
{
    struct lg__mpsc *channel = self->channel;
    if (self->waiter.phase == LG__WAITER_FRESH) {
        int error = claim(channel, &self->tail);
        if (error != EAGAIN)
            return error;
    } else {
        switch (lg__waiter_check(&self->waiter, &channel->sending, cx->waker)) {
        case LG__WAITER_LISTED:
            return EAGAIN;
        case LG__WAITER_GRANTED:
            return claim_granted(channel, &self->tail);
        default:
            break; /* closed */
        }
    }
    lg__wait_in_line(&channel->sending, &self->waiter, cx, ask_for_room, self);
    return self->error;
}

static lg__cold lg_poll send_or_wait(struct lg_mpsc_sending *self, lg_context *cx, int *out)
{
    lg__waiter_expect(&self->waiter, "lg_mpsc_send");
    if (!lg__budget_left(cx))
        return LG_PENDING;
    int error = claim_or_wait(self, cx);
    if (error == EAGAIN)
        return LG_PENDING;
    self->waiter.phase = LG__WAITER_FINISHED;
    lg__budget_spend(cx);
    if (!error)
        publish(self->channel, self->tail, self->message);
    *out = error;
    return LG_READY;
}

/* The straight way, in full: there is room as far as was known before, nobody waits anywhere, the task has budget, and
 * the message is a word. It has no calls, and so no registers to save. */
lg_poll lg_mpsc_sending_poll(struct lg_mpsc_sending *self, lg_context *cx, int *out)
{
    struct lg__mpsc *channel = self->channel;
    uint64_t tail = lg__load_relaxed(&channel->tail);
    uint64_t used = tail - lg__load_acquire(&channel->head_seen); /* pairs with advance, through has_slot */
    unsigned budget = lg__budget;
    if (tail & FLAGS || (int64_t)used >= (int64_t)channel->straight || self->waiter.phase != LG__WAITER_FRESH ||
        budget == 0)
        return send_or_wait(self, cx, out);
    if (lg__alone())
        lg__store_relaxed(&channel->tail, tail + ONE);
    else if (!lg__cas_acq_rel(&channel->tail, &tail, tail + ONE))
        return send_or_wait(self, cx, out);
    struct slot *slot = straight_slot_of(channel, tail);
    memcpy(slot->message, self->message, LG__WORD);
    lg__store_release(&slot->turn, tail + ONE); /* pairs with oldest */
    lg__budget = budget - 1;
    self->waiter.phase = LG__WAITER_FINISHED;
    *out = 0;
    return LG_READY;
}

void lg_mpsc_sending_drop(struct lg_mpsc_sending *self)
{
    struct lg__mpsc *channel = self->channel;
    bool waiting = self->waiter.phase == LG__WAITER_WAITING;
    if (lg__waiter_leave(&self->waiter, &channel->sending) == LG__WAITER_GRANTED) {
        lg__lock(&channel->sending.lock);
        channel->granted--;
        lg__unlock(&channel->sending.lock);
    }
    if (waiting)
        grant(channel);
}

/* Receiving, by one thread at a time. */

/* The oldest message, if it is complete. The acquire pairs with the release in publish. */
static inline struct slot *oldest(struct lg__mpsc *channel, uint64_t head)
{
    struct slot *slot = slot_of(channel, head);
    return lg__load_acquire(&slot->turn) == head + ONE ? slot : NULL;
}

/* Makes room by giving the oldest slot back. Whether somebody waits for it: then grant is to be called. */
static inline bool advance(struct lg__mpsc *channel)
{
    return lg__fetch_add_acq_rel(&channel->head, ONE) & WAITED; /* pairs with has_slot, room and claim_at_line */
}

static bool take(struct lg__mpsc *channel, void *message)
{
    struct slot *slot = oldest(channel, number_of(lg__load_relaxed(&channel->head)));
    if (!slot)
        return false;
    lg__message_copy(message, slot->message, channel->size);
    if (advance(channel))
        grant(channel);
    return true;
}

int lg_mpsc_try_recv(lg_mpsc_receiver *receiver, void *message)
{
    struct lg__mpsc *channel = receiver->channel;
    uint64_t tail = lg__load_acquire(&channel->tail); /* pairs with the last sender's drop: all it sent is there */
    if (take(channel, message))
        return 0;
    return tail & CLOSED && number_of(tail) == number_of(lg__load_relaxed(&channel->head)) ? EPIPE : EAGAIN;
}

size_t lg_mpsc_count(const lg_mpsc_receiver *receiver)
{
    struct lg__mpsc *channel = receiver->channel;
    uint64_t head = number_of(lg__load_acquire(&channel->head)); /* before `tail`, which it must not overtake */
    return (size_t)((number_of(lg__load_acquire(&channel->tail)) - head) / ONE);
}

/* With the lock of `receiving`. From here on the sender who takes the next number wakes. `error` is EINPROGRESS if it
 * has been taken already, but the message is not complete. */
static bool ask_for_message(void *future)
{
    struct lg_mpsc_receiving *self = future;
    struct lg__mpsc *channel = self->channel;
    if (channel->receiving.first)
        lg__violated("lg_mpsc_recv", "two futures receive from one receiver");
    uint64_t head = number_of(lg__load_relaxed(&channel->head));
    uint64_t tail = lg__fetch_or_acq_rel(&channel->tail, ASLEEP); /* pairs with claims, and with closing */
    if (number_of(tail) != head)
        self->error = oldest(channel, head) ? 0 : EINPROGRESS;
    else
        self->error = tail & CLOSED ? EPIPE : EAGAIN;
    return self->error == 0 || self->error == EPIPE;
}

static lg__cold lg_poll receive_or_wait(struct lg_mpsc_receiving *self, lg_context *cx, int *out)
{
    struct lg__mpsc *channel = self->channel;
    lg__waiter_expect(&self->waiter, "lg_mpsc_recv");
    if (!lg__budget_left(cx))
        return LG_PENDING;
    bool waiting = self->waiter.phase == LG__WAITER_WAITING, taken = take(channel, self->message);
    if (taken) {
        lg__waiter_leave(&self->waiter, &channel->receiving);
    } else if ((waiting && lg__waiter_check(&self->waiter, &channel->receiving, cx->waker) == LG__WAITER_LISTED) ||
               !lg__wait_in_line(&channel->receiving, &self->waiter, cx, ask_for_message, self)) {
        if (self->error == EINPROGRESS) { /* a thread stands between two steps: we can only look again */
            sched_yield();
            lg_waker_wake_by_ref(cx->waker);
        }
        return LG_PENDING;
    }
    lg__budget_spend(cx);
    *out = taken || take(channel, self->message) ? 0 : EPIPE;
    return LG_READY;
}

static lg__cold lg_poll received_and_grant(struct lg__mpsc *channel)
{
    grant(channel);
    return LG_READY;
}

/* The straight way, as above: the message is there. */
lg_poll lg_mpsc_receiving_poll(struct lg_mpsc_receiving *self, lg_context *cx, int *out)
{
    struct lg__mpsc *channel = self->channel;
    uint64_t head = number_of(lg__load_relaxed(&channel->head));
    struct slot *slot = straight_slot_of(channel, head);
    unsigned budget = lg__budget;
    if (!channel->straight || lg__load_acquire(&slot->turn) != head + ONE || /* pairs with publish, as in oldest */
        self->waiter.phase != LG__WAITER_FRESH || budget == 0)
        return receive_or_wait(self, cx, out);
    memcpy(self->message, slot->message, LG__WORD);
    lg__budget = budget - 1;
    self->waiter.phase = LG__WAITER_FINISHED;
    *out = 0;
    return advance(channel) ? received_and_grant(channel) : LG_READY;
}

void lg_mpsc_receiving_drop(struct lg_mpsc_receiving *self)
{
    lg__waiter_leave(&self->waiter, &self->channel->receiving);
}

/* The ends. */

/* Drops the messages that are complete; as the receiver, or when all ends are gone. The queue is closed. */
static void drop_messages(struct lg__mpsc *channel)
{
    struct slot *slot;
    for (; (slot = oldest(channel, number_of(lg__load_relaxed(&channel->head)))); advance(channel))
        if (channel->drop)
            channel->drop(slot->message);
}

static void release(struct lg__mpsc *channel)
{
    if (lg__fetch_sub_acq_rel(&channel->ends, 1) != 1) /* each release pairs with the last one's acquire */
        return;
    drop_messages(channel); /* that were under way when the receiver went */
    free(channel);
}

lg_mpsc_sender lg_mpsc_sender_clone(const lg_mpsc_sender *sender)
{
    lg__fetch_add_relaxed(&sender->channel->senders, 1);
    return *sender;
}

void lg_mpsc_sender_drop(lg_mpsc_sender *sender)
{
    struct lg__mpsc *channel = sender->channel;
    sender->channel = NULL;
    if (!channel || lg__fetch_sub_acq_rel(&channel->senders, 1) != 1) /* each pairs with the last one's */
        return;
    lg__fetch_or_acq_rel(&channel->tail, CLOSED); /* nobody is in the line */
    lg__wait_list_wake_one(&channel->receiving, LG__WAITER_CALLED);
    release(channel);
}

void lg_mpsc_close(lg_mpsc_receiver *receiver)
{
    struct lg__mpsc *channel = receiver->channel;
    lg__lock(&channel->sending.lock);
    lg__fetch_or_acq_rel(&channel->tail, CLOSED);
    lg__wait_list_wake_all(&channel->sending, LG__WAITER_CALLED);
}

void lg_mpsc_receiver_drop(lg_mpsc_receiver *receiver)
{
    struct lg__mpsc *channel = receiver->channel;
    if (!channel)
        return;
    lg_mpsc_close(receiver);
    receiver->channel = NULL;
    drop_messages(channel);
    release(channel);
}

/* Blocking. */

static lg_poll poll_sending(void *future, lg_context *cx, void *out)
{
    return lg_mpsc_sending_poll(future, cx, out);
}

static lg_poll poll_receiving(void *future, lg_context *cx, void *out)
{
    return lg_mpsc_receiving_poll(future, cx, out);
}

int lg_mpsc_blocking_send(const lg_mpsc_sender *sender, const void *message)
{
    struct lg_mpsc_sending sending;
    int error;
    lg_mpsc_sending_init(&sending, sender, message);
    lg__wait_on_thread(poll_sending, &sending, &error);
    return error;
}

int lg_mpsc_blocking_recv(lg_mpsc_receiver *receiver, void *message)
{
    struct lg_mpsc_receiving receiving;
    int error;
    lg_mpsc_receiving_init(&receiving, receiver, message);
    lg__wait_on_thread(poll_receiving, &receiving, &error);
    return error;
}

const size_t lg__mpsc_senders_at = offsetof(struct lg__mpsc, senders);

size_t lg__mpsc_senders(const void *channel)
{
    return lg__load_relaxed(&((const struct lg__mpsc *)channel)->senders);
}
