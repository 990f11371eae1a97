// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// The channels on one thread, polled by hand: what each end sees of the other, who is served when, and what a cancelled
// wait leaves behind.
#include "polled.h"

/* oneshot */

static lg_poll recv_once(struct lg_oneshot_receiving *receiving, struct polled *polled, int *error)
{
    return lg_oneshot_receiving_poll(receiving, &polled->cx, error);
}

static void test_oneshot(void)
{
    lg_oneshot_sender tx;
    lg_oneshot_receiver rx;
    struct lg_oneshot_receiving receiving;
    struct lg_oneshot_closing closing;
    struct polled polled, other;
    int message = 0, error;

    /* Sent first, then received; a second time there is nothing. */
    CHECK_INT(lg_oneshot_new(sizeof(int), count_dropped, &tx, &rx), 0);
    CHECK_INT(lg_oneshot_try_recv(&rx, &message), EAGAIN);
    CHECK(!lg_oneshot_is_closed(&tx));
    CHECK_INT(lg_oneshot_send(&tx, &(int){7}), 0);
    CHECK(!tx.channel);
    lg_oneshot_sender_drop(&tx); /* nothing to do */
    CHECK_INT(lg_oneshot_try_recv(&rx, &message), 0);
    CHECK_INT(message, 7);
    CHECK_INT(lg_oneshot_try_recv(&rx, &message), EPIPE);
    lg_oneshot_receiver_drop(&rx);
    lg_oneshot_receiver_drop(&rx);

    /* Waited for; the first wait is cancelled. */
    CHECK_INT(lg_oneshot_new(sizeof(int), count_dropped, &tx, &rx), 0);
    lg_oneshot_receiving_init(&receiving, &rx, &message);
    context(&polled);
    CHECK_INT(recv_once(&receiving, &polled, &error), LG_PENDING);
    lg_oneshot_receiving_drop(&receiving);
    CHECK_BALANCED(polled.counts);
    lg_oneshot_receiving_init(&receiving, &rx, &message);
    CHECK_INT(recv_once(&receiving, &polled, &error), LG_PENDING);
    CHECK_INT(lg_oneshot_send(&tx, &(int){8}), 0);
    CHECK_INT(polled.counts.wakes, 1);
    lg_oneshot_receiving_drop(&receiving); /* woken, but it takes no message */
    lg_oneshot_receiving_init(&receiving, &rx, &message);
    CHECK_INT(recv_once(&receiving, &polled, &error), LG_READY);
    CHECK_INT(error, 0);
    CHECK_INT(message, 8);
    lg_oneshot_receiver_drop(&rx);

    /* The sender goes. */
    CHECK_INT(lg_oneshot_new(sizeof(int), count_dropped, &tx, &rx), 0);
    lg_oneshot_receiving_init(&receiving, &rx, &message);
    CHECK_INT(recv_once(&receiving, &polled, &error), LG_PENDING);
    lg_oneshot_sender_drop(&tx);
    CHECK_INT(recv_once(&receiving, &polled, &error), LG_READY);
    CHECK_INT(error, EPIPE);
    lg_oneshot_receiver_drop(&rx);

    /* The receiver goes, and a sender that waits for that learns it. */
    CHECK_INT(lg_oneshot_new(sizeof(int), count_dropped, &tx, &rx), 0);
    lg_oneshot_closing_init(&closing, &tx);
    CHECK_INT(lg_oneshot_closing_poll(&closing, context(&other)), LG_PENDING);
    lg_oneshot_receiver_drop(&rx);
    CHECK_INT(other.counts.wakes, 1);
    CHECK_INT(lg_oneshot_closing_poll(&closing, &other.cx), LG_READY);
    CHECK(lg_oneshot_is_closed(&tx));
    CHECK_INT(lg_oneshot_send(&tx, &message), EPIPE);
    CHECK_INT(dropped, 0);

    /* Who has sent needs not wait for that. */
    lg_oneshot_closing_init(&closing, &tx);
    lg_oneshot_closing_drop(&closing);
    lg_oneshot_closing_init(&closing, &tx);
    CHECK_INT(lg_oneshot_closing_poll(&closing, &other.cx), LG_READY);
    lg_oneshot_closing_drop(&closing);

    /* Closed, what was sent before can be received; or it is dropped. */
    for (int receive = 0; receive < 2; receive++) {
        CHECK_INT(lg_oneshot_new(sizeof(int), count_dropped, &tx, &rx), 0);
        CHECK_INT(lg_oneshot_send(&tx, &(int){9}), 0);
        lg_oneshot_close(&rx);
        if (receive)
            CHECK_INT(lg_oneshot_try_recv(&rx, &message), 0);
        lg_oneshot_receiver_drop(&rx);
        CHECK_INT(dropped, 1);
        CHECK_INT(dropped_sum, 9);
    }
    CHECK_INT(lg_oneshot_new(SIZE_MAX, NULL, &tx, &rx), ENOMEM);
    CHECK(!tx.channel && !rx.channel);
    CHECK_BALANCED(polled.counts);
    CHECK_BALANCED(other.counts);
    dropped = dropped_sum = 0;
}

/* mpsc */

enum { CAPACITY = 3, WAITERS = 4 };

static lg_mpsc_sender tx;
static lg_mpsc_receiver rx;

static void expect(int message)
{
    int received = -1;
    CHECK_INT(lg_mpsc_try_recv(&rx, &received), 0);
    CHECK_INT(received, message);
}

static void expect_none(int error)
{
    int received = -1;
    CHECK_INT(lg_mpsc_try_recv(&rx, &received), error);
    CHECK_INT(received, -1);
}

static void test_mpsc_capacity(void)
{
    for (size_t capacity = 1; capacity <= 9; capacity++) {
        CHECK_INT(lg_mpsc_new(sizeof(int), capacity, NULL, &tx, &rx), 0);
        for (int round = 0; round < 5; round++) {
            expect_none(EAGAIN);
            for (int i = 0; i < (int)capacity; i++)
                CHECK_INT(lg_mpsc_try_send(&tx, &i), 0);
            CHECK_INT(lg_mpsc_count(&rx), capacity);
            CHECK_INT(lg_mpsc_try_send(&tx, &(int){99}), EAGAIN);
            expect(0);
            CHECK_INT(lg_mpsc_try_send(&tx, &(int){(int)capacity}), 0);
            CHECK_INT(lg_mpsc_try_send(&tx, &(int){99}), EAGAIN);
            for (int i = 1; i <= (int)capacity; i++)
                expect(i);
        }
        lg_mpsc_sender_drop(&tx);
        expect_none(EPIPE);
        lg_mpsc_receiver_drop(&rx);
    }
    CHECK_INT(lg_mpsc_new(sizeof(int), SIZE_MAX, NULL, &tx, &rx), ENOMEM);
    CHECK_INT(lg_mpsc_new(SIZE_MAX - 3, 1, NULL, &tx, &rx), ENOMEM);
    CHECK(!tx.channel && !rx.channel);
}

/* Messages of every size arrive as they are. */
static void test_mpsc_sizes(void)
{
    for (size_t size = 0; size < 40; size++) {
        unsigned char sent[40], received[41];
        CHECK_INT(lg_mpsc_new(size, 2, NULL, &tx, &rx), 0);
        for (unsigned round = 0; round < 4; round++) {
            memset(sent, (int)(size + round), sizeof sent);
            memset(received, 255, sizeof received);
            CHECK_INT(lg_mpsc_try_send(&tx, sent), 0);
            CHECK_INT(lg_mpsc_try_recv(&rx, received), 0);
            CHECK(memcmp(sent, received, size) == 0 && received[size] == 255);
        }
        lg_mpsc_sender_drop(&tx);
        lg_mpsc_receiver_drop(&rx);
    }
}

static struct lg_mpsc_sending sending[WAITERS];
static int messages[WAITERS];
static struct polled senders[WAITERS];

static lg_poll send_next(int i)
{
    int error = -1;
    lg_poll poll = lg_mpsc_sending_poll(&sending[i], &senders[i].cx, &error);
    if (poll == LG_READY)
        CHECK_INT(error, 0);
    return poll;
}

/* A full queue, and WAITERS senders in line for it, of messages 10, 11, … */
static void fill(void)
{
    CHECK_INT(lg_mpsc_new(sizeof(int), CAPACITY, count_dropped, &tx, &rx), 0);
    for (int i = 0; i < CAPACITY; i++)
        CHECK_INT(lg_mpsc_try_send(&tx, &i), 0);
    for (int i = 0; i < WAITERS; i++) {
        messages[i] = 10 + i;
        lg_mpsc_sending_init(&sending[i], &tx, &messages[i]);
        context(&senders[i]);
        CHECK_INT(send_next(i), LG_PENDING);
        CHECK_INT(send_next(i), LG_PENDING);
        CHECK_INT(senders[i].counts.clones, 1); /* the same waker is not cloned again */
    }
}

static void empty(void)
{
    lg_mpsc_sender_drop(&tx);
    lg_mpsc_receiver_drop(&rx);
    for (int i = 0; i < WAITERS; i++)
        CHECK_BALANCED(senders[i].counts);
}

/* Who waits is served in turn, one for each message that is received, and nobody gets in before. */
static void test_mpsc_turns(void)
{
    fill();
    expect(0);
    CHECK_INT(senders[0].counts.wakes, 1);
    CHECK_INT(senders[1].counts.wakes, 0);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){99}), EAGAIN);
    CHECK_INT(send_next(1), LG_PENDING);
    expect(1);
    CHECK_INT(senders[1].counts.wakes, 1);
    CHECK_INT(send_next(1), LG_READY); /* the second is polled first: it has its own room */
    CHECK_INT(send_next(0), LG_READY);
    expect(2);
    expect(11);
    expect(10);
    expect_none(EAGAIN);
    CHECK_INT(senders[3].counts.wakes, 1);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){99}), 0); /* there is room beside what was granted */
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){98}), EAGAIN);
    CHECK_INT(send_next(2), LG_READY);
    CHECK_INT(send_next(3), LG_READY);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){98}), EAGAIN);
    expect(99);
    expect(12);
    expect(13);
    empty();
    CHECK_INT(dropped, 0);
}

/* Cancelled in line, or with room granted: the next one gets it; the last one's is free for all. */
static void test_mpsc_cancelled(void)
{
    fill();
    lg_mpsc_sending_drop(&sending[1]);
    expect(0);
    CHECK_INT(senders[0].counts.wakes, 1);
    lg_mpsc_sending_drop(&sending[0]);
    CHECK_INT(senders[2].counts.wakes, 1);
    CHECK_INT(senders[3].counts.wakes, 0);
    lg_mpsc_sending_drop(&sending[2]);
    CHECK_INT(senders[3].counts.wakes, 1);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){99}), EAGAIN);
    lg_mpsc_sending_drop(&sending[3]);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){99}), 0);
    expect(1);
    expect(2);
    expect(99);
    expect_none(EAGAIN);
    lg_mpsc_sending_init(&sending[0], &tx, &messages[0]);
    lg_mpsc_sending_drop(&sending[0]); /* never polled */
    empty();
}

/* Closed by the receiver: senders that wait, or were granted room, are told; what was sent is received or dropped. */
static void test_mpsc_closed(void)
{
    int error;
    fill();
    expect(0);
    lg_mpsc_close(&rx);
    lg_mpsc_close(&rx);
    for (int i = 0; i < 3; i++) {
        CHECK_INT(senders[i].counts.wakes, 1);
        CHECK_INT(lg_mpsc_sending_poll(&sending[i], &senders[i].cx, &error), LG_READY);
        CHECK_INT(error, EPIPE);
    }
    lg_mpsc_sending_drop(&sending[3]);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){99}), EPIPE);
    lg_mpsc_sending_init(&sending[0], &tx, &messages[0]);
    CHECK_INT(lg_mpsc_sending_poll(&sending[0], &senders[0].cx, &error), LG_READY);
    CHECK_INT(error, EPIPE);
    expect(1);
    lg_mpsc_receiver_drop(&rx);
    CHECK_INT(dropped, 1);
    CHECK_INT(dropped_sum, 2);
    dropped = dropped_sum = 0;
    empty();
}

static void test_mpsc_receiving(void)
{
    struct lg_mpsc_receiving receiving;
    struct polled polled;
    int message = -1, error;
    CHECK_INT(lg_mpsc_new(sizeof(int), 2, NULL, &tx, &rx), 0);
    lg_mpsc_receiving_init(&receiving, &rx, &message);
    CHECK_INT(lg_mpsc_receiving_poll(&receiving, context(&polled), &error), LG_PENDING);
    CHECK_INT(lg_mpsc_receiving_poll(&receiving, &polled.cx, &error), LG_PENDING);
    CHECK_INT(polled.counts.clones, 1);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){4}), 0);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){5}), 0);
    CHECK_INT(polled.counts.wakes, 1);  /* once for all that is there */
    lg_mpsc_receiving_drop(&receiving); /* takes no message */
    lg_mpsc_receiving_init(&receiving, &rx, &message);
    CHECK_INT(lg_mpsc_receiving_poll(&receiving, &polled.cx, &error), LG_READY);
    CHECK_INT(message, 4);
    expect(5);

    /* Woken, but somebody took the message: waits again. */
    lg_mpsc_receiving_init(&receiving, &rx, &message);
    CHECK_INT(lg_mpsc_receiving_poll(&receiving, &polled.cx, &error), LG_PENDING);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){6}), 0);
    expect(6);
    CHECK_INT(lg_mpsc_receiving_poll(&receiving, &polled.cx, &error), LG_PENDING);
    CHECK_INT(lg_mpsc_try_send(&tx, &(int){7}), 0);
    CHECK_INT(polled.counts.wakes, 3);
    CHECK_INT(lg_mpsc_receiving_poll(&receiving, &polled.cx, &error), LG_READY);
    CHECK_INT(message, 7);

    /* The last sender goes. */
    lg_mpsc_sender other = lg_mpsc_sender_clone(&tx);
    lg_mpsc_receiving_init(&receiving, &rx, &message);
    CHECK_INT(lg_mpsc_receiving_poll(&receiving, &polled.cx, &error), LG_PENDING);
    lg_mpsc_sender_drop(&tx);
    lg_mpsc_sender_drop(&tx);
    CHECK_INT(polled.counts.wakes, 3);
    lg_mpsc_sender_drop(&other);
    CHECK_INT(polled.counts.wakes, 4);
    CHECK_INT(lg_mpsc_receiving_poll(&receiving, &polled.cx, &error), LG_READY);
    CHECK_INT(error, EPIPE);
    lg_mpsc_receiving_init(&receiving, &rx, &message);
    CHECK_INT(lg_mpsc_receiving_poll(&receiving, &polled.cx, &error), LG_READY);
    CHECK_INT(error, EPIPE);
    lg_mpsc_receiver_drop(&rx);
    CHECK_BALANCED(polled.counts);
}

/* broadcast */

static void test_broadcast(void)
{
    enum { KEPT = 3 };
    lg_broadcast_sender tx, tx2;
    lg_broadcast_receiver a, b, c;
    struct lg_broadcast_receiving receiving[2];
    struct polled polled[2];
    int message, error;
    CHECK_INT(lg_broadcast_new(sizeof(int), KEPT, &tx, &a), 0);
    CHECK_INT(lg_broadcast_try_recv(&a, &message), EAGAIN);
    CHECK_INT(lg_broadcast_send(&tx, &(int){1}), 0);
    b = lg_broadcast_subscribe(&tx);
    CHECK_INT(lg_broadcast_receivers(&tx), 2);
    CHECK_INT(lg_broadcast_send(&tx, &(int){2}), 0);
    c = lg_broadcast_receiver_clone(&a);
    CHECK_INT(lg_broadcast_try_recv(&a, &message), 0);
    CHECK_INT(message, 1);
    CHECK_INT(lg_broadcast_try_recv(&b, &message), 0);
    CHECK_INT(message, 2);
    for (int i = 3; i <= 6; i++)
        CHECK_INT(lg_broadcast_send(&tx, &i), 0); /* 4, 5 and 6 are kept */
    CHECK_INT(lg_broadcast_try_recv(&a, &message), EOVERFLOW);
    CHECK_INT(a.missed, 2);
    CHECK_INT(lg_broadcast_try_recv(&b, &message), EOVERFLOW);
    CHECK_INT(b.missed, 1);
    CHECK_INT(lg_broadcast_try_recv(&c, &message), EOVERFLOW);
    CHECK_INT(c.missed, 3);
    for (int i = 4; i <= 6; i++) {
        CHECK_INT(lg_broadcast_try_recv(&a, &message), 0);
        CHECK_INT(message, i);
    }
    lg_broadcast_receiver_drop(&c);
    lg_broadcast_receiver_drop(&b);
    b = lg_broadcast_subscribe(&tx);

    /* All who wait are woken by one message; a cancelled one does not hold up the other. */
    lg_broadcast_receiving_init(&receiving[0], &a, &message);
    lg_broadcast_receiving_init(&receiving[1], &b, &message);
    for (int i = 0; i < 2; i++)
        CHECK_INT(lg_broadcast_receiving_poll(&receiving[i], context(&polled[i]), &error), LG_PENDING);
    CHECK_INT(lg_broadcast_send(&tx, &(int){7}), 0);
    CHECK_INT(polled[0].counts.wakes, 1);
    CHECK_INT(polled[1].counts.wakes, 1);
    lg_broadcast_receiving_drop(&receiving[0]);
    CHECK_INT(lg_broadcast_receiving_poll(&receiving[1], &polled[1].cx, &error), LG_READY);
    CHECK_INT(error, 0);
    CHECK_INT(message, 7);

    /* The last sender goes: what was sent is received first. */
    tx2 = lg_broadcast_sender_clone(&tx);
    lg_broadcast_receiving_init(&receiving[1], &b, &message);
    CHECK_INT(lg_broadcast_receiving_poll(&receiving[1], &polled[1].cx, &error), LG_PENDING);
    lg_broadcast_sender_drop(&tx);
    CHECK_INT(polled[1].counts.wakes, 1);
    lg_broadcast_sender_drop(&tx2);
    CHECK_INT(polled[1].counts.wakes, 2);
    CHECK_INT(lg_broadcast_receiving_poll(&receiving[1], &polled[1].cx, &error), LG_READY);
    CHECK_INT(error, EPIPE);
    CHECK_INT(lg_broadcast_try_recv(&a, &message), 0);
    CHECK_INT(lg_broadcast_try_recv(&a, &message), EPIPE);
    lg_broadcast_receiver_drop(&a);
    lg_broadcast_receiver_drop(&b);
    CHECK_BALANCED(polled[0].counts);
    CHECK_BALANCED(polled[1].counts);

    /* Nobody to receive: not kept. */
    CHECK_INT(lg_broadcast_new(sizeof(int), 1, &tx, &a), 0);
    lg_broadcast_receiver_drop(&a);
    CHECK_INT(lg_broadcast_send(&tx, &(int){1}), EPIPE);
    a = lg_broadcast_subscribe(&tx);
    CHECK_INT(lg_broadcast_try_recv(&a, &message), EAGAIN);
    lg_broadcast_sender_drop(&tx);
    lg_broadcast_receiver_drop(&a);
    CHECK_INT(lg_broadcast_new(sizeof(int), SIZE_MAX / 2, &tx, &a), ENOMEM);
}

/* watch */

static void test_watch(void)
{
    lg_watch_sender tx, tx2;
    lg_watch_receiver a, b;
    struct lg_watching watching[2];
    struct polled polled[2];
    int value, error;
    CHECK_INT(lg_watch_new(sizeof(int), &(int){1}, &tx, &a), 0);
    CHECK(!lg_watch_has_changed(&a));
    lg_watch_get(&a, &value);
    CHECK_INT(value, 1);
    CHECK_INT(lg_watch_send(&tx, &(int){2}), 0);
    CHECK_INT(lg_watch_send(&tx, &(int){3}), 0);
    CHECK(lg_watch_has_changed(&a));
    b = lg_watch_receiver_clone(&a);
    lg_watching_init(&watching[0], &a);
    CHECK_INT(lg_watching_poll(&watching[0], context(&polled[0]), &error), LG_READY);
    CHECK_INT(error, 0);
    CHECK(!lg_watch_has_changed(&a));
    CHECK(lg_watch_has_changed(&b));
    lg_watch_get(&b, &value);
    CHECK_INT(value, 3);
    CHECK(!lg_watch_has_changed(&b));

    /* Both wait; one is cancelled after it was woken, and has seen nothing. */
    lg_watching_init(&watching[0], &a);
    lg_watching_init(&watching[1], &b);
    for (int i = 0; i < 2; i++)
        CHECK_INT(lg_watching_poll(&watching[i], context(&polled[i]), &error), LG_PENDING);
    CHECK_INT(lg_watch_send(&tx, &(int){4}), 0);
    CHECK_INT(polled[0].counts.wakes, 1);
    CHECK_INT(polled[1].counts.wakes, 1);
    lg_watching_drop(&watching[0]);
    CHECK(lg_watch_has_changed(&a));
    CHECK_INT(lg_watching_poll(&watching[1], &polled[1].cx, &error), LG_READY);
    CHECK_INT(error, 0);

    /* Without receivers the value is still replaced. */
    lg_watch_receiver_drop(&a);
    lg_watch_receiver_drop(&b);
    CHECK_INT(lg_watch_send(&tx, &(int){5}), EPIPE);
    a = lg_watch_subscribe(&tx);
    CHECK(!lg_watch_has_changed(&a));
    lg_watch_get(&a, &value);
    CHECK_INT(value, 5);

    /* The last sender goes; what it sent is seen first. */
    tx2 = lg_watch_sender_clone(&tx);
    lg_watch_sender_drop(&tx);
    lg_watching_init(&watching[0], &a);
    CHECK_INT(lg_watching_poll(&watching[0], &polled[0].cx, &error), LG_PENDING);
    CHECK_INT(lg_watch_send(&tx2, &(int){6}), 0);
    lg_watch_sender_drop(&tx2);
    CHECK_INT(lg_watching_poll(&watching[0], &polled[0].cx, &error), LG_READY);
    CHECK_INT(error, 0);
    lg_watching_init(&watching[0], &a);
    CHECK_INT(lg_watching_poll(&watching[0], &polled[0].cx, &error), LG_READY);
    CHECK_INT(error, EPIPE);
    lg_watch_receiver_drop(&a);
    CHECK_INT(lg_watch_new(SIZE_MAX, NULL, &tx, &a), ENOMEM);
    CHECK_BALANCED(polled[0].counts);
    CHECK_BALANCED(polled[1].counts);
}

int main(void)
{
    test_oneshot();
    test_mpsc_capacity();
    test_mpsc_sizes();
    test_mpsc_turns();
    test_mpsc_cancelled();
    test_mpsc_closed();
    test_mpsc_receiving();
    test_broadcast();
    test_watch();
    return 0;
}
