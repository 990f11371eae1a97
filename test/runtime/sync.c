// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// The mutex, notify and the unbounded queue on one thread: who is served when, and what a cancelled one leaves behind.
#include "polled.h"

enum { WAITERS = 4 };

static void test_mutex(void)
{
    lg_mutex mutex = LG_MUTEX_INIT;
    lg_mutex_guard held, guard;
    struct lg_locking locking[WAITERS];
    struct polled polled[WAITERS];
    CHECK_INT(lg_mutex_try_lock(&mutex, &held), 0);
    CHECK_INT(lg_mutex_try_lock(&mutex, &guard), EBUSY);
    lg_mutex_guard_drop(&guard); /* empty */
    CHECK_INT(lg_mutex_try_lock(&mutex, &guard), EBUSY);
    for (int i = 0; i < WAITERS; i++) {
        lg_locking_init(&locking[i], &mutex);
        CHECK_INT(lg_locking_poll(&locking[i], context(&polled[i]), &guard), LG_PENDING);
        CHECK_INT(lg_locking_poll(&locking[i], &polled[i].cx, &guard), LG_PENDING);
        CHECK_INT(polled[i].counts.clones, 1); /* the same waker is not cloned again */
    }
    lg_mutex_guard_drop(&held);
    lg_mutex_guard_drop(&held); /* once is enough */
    CHECK_INT(polled[0].counts.wakes, 1);
    CHECK_INT(polled[1].counts.wakes, 0);
    CHECK_INT(lg_mutex_try_lock(&mutex, &guard), EBUSY); /* handed over: nobody gets in between */
    CHECK_INT(lg_locking_poll(&locking[1], &polled[1].cx, &guard), LG_PENDING);

    lg_locking_drop(&locking[0]); /* had been given the lock: passes it on */
    CHECK_INT(polled[1].counts.wakes, 1);
    lg_locking_drop(&locking[2]); /* was waiting: leaves the queue */
    CHECK_INT(lg_locking_poll(&locking[1], &polled[1].cx, &guard), LG_READY);
    CHECK(guard.mutex == &mutex);
    lg_mutex_guard_drop(&guard);
    CHECK_INT(polled[2].counts.wakes, 0);
    CHECK_INT(polled[3].counts.wakes, 1);
    lg_locking_drop(&locking[3]); /* the last one: the mutex is free */
    CHECK_INT(lg_mutex_try_lock(&mutex, &guard), 0);
    lg_mutex_guard_drop(&guard);
    lg_locking_init(&locking[0], &mutex);
    lg_locking_drop(&locking[0]); /* never polled */
    for (int i = 0; i < WAITERS; i++)
        CHECK_BALANCED(polled[i].counts);
}

/* Another waker takes the place of the first. */
static void test_changed_waker(void)
{
    lg_mutex mutex = {0};
    lg_mutex_guard held, guard;
    struct lg_locking locking;
    struct polled one, two;
    lg_mutex_try_lock(&mutex, &held);
    lg_locking_init(&locking, &mutex);
    CHECK_INT(lg_locking_poll(&locking, context(&one), &guard), LG_PENDING);
    CHECK_INT(lg_locking_poll(&locking, context(&two), &guard), LG_PENDING);
    CHECK_BALANCED(one.counts);
    lg_mutex_guard_drop(&held);
    CHECK_INT(one.counts.wakes, 0);
    CHECK_INT(two.counts.wakes, 1);
    CHECK_INT(lg_locking_poll(&locking, &two.cx, &guard), LG_READY);
    lg_mutex_guard_drop(&guard);
    CHECK_BALANCED(two.counts);
}

/* Held across awaits, tasks get it in the order in which they asked. */
static lg_mutex shared = LG_MUTEX_INIT;

static lg_poll holder(struct co *co, lg_context *cx)
{
    static lg_mutex_guard guard; /* one holds at a time */
    CO_BEGIN;
    for (co->i = 0; co->i < 2; co->i++) {
        CO_LOCK(&shared, &guard);
        note("%s+", co->name);
        CO_YIELD();
        CO_YIELD();
        note("%s-", co->name);
        lg_mutex_guard_drop(&guard);
    }
    CO_END;
}

static lg_poll hold_in_turn(struct co *co, lg_context *cx)
{
    static lg_task *tasks[3];
    int error;
    CO_BEGIN;
    tasks[0] = co_spawn("a", holder, NULL);
    tasks[1] = co_spawn("b", holder, NULL);
    tasks[2] = co_spawn("c", holder, NULL);
    for (co->i = 0; co->i < 3; co->i++) {
        CO_JOIN(tasks[co->i], NULL, &error);
        CHECK_INT(error, 0);
    }
    CO_END;
}

static void test_notify(void)
{
    lg_notify notify = LG_NOTIFY_INIT;
    struct lg_notified wait[WAITERS];
    struct polled polled[WAITERS];
    lg_notify_one(&notify);
    lg_notify_one(&notify); /* permits do not add up */
    lg_notified_init(&wait[0], &notify);
    CHECK_INT(lg_notified_poll(&wait[0], context(&polled[0])), LG_READY);
    CHECK_BALANCED(polled[0].counts);

    for (int i = 0; i < WAITERS; i++) {
        lg_notified_init(&wait[i], &notify);
        CHECK_INT(lg_notified_poll(&wait[i], context(&polled[i])), LG_PENDING);
    }
    lg_notify_one(&notify);
    lg_notified_drop(&wait[0]); /* passes it on */
    CHECK_INT(polled[1].counts.wakes, 1);
    CHECK_INT(lg_notified_poll(&wait[1], &polled[1].cx), LG_READY);
    CHECK_INT(lg_notified_poll(&wait[2], &polled[2].cx), LG_PENDING);
    lg_notify_all(&notify);
    CHECK_INT(polled[2].counts.wakes + polled[3].counts.wakes, 2);
    lg_notified_drop(&wait[2]); /* nothing to pass on */
    CHECK_INT(lg_notified_poll(&wait[3], &polled[3].cx), LG_READY);
    lg_notified_init(&wait[0], &notify);
    CHECK_INT(lg_notified_poll(&wait[0], context(&polled[0])), LG_PENDING); /* no permit was left */
    lg_notified_drop(&wait[0]);
    lg_notify_one(&notify); /* nobody: a permit */
    lg_notified_init(&wait[0], &notify);
    CHECK_INT(lg_notified_poll(&wait[0], context(&polled[0])), LG_READY);
    for (int i = 0; i < WAITERS; i++)
        CHECK_BALANCED(polled[i].counts);
}

/* lg_notify_all wakes those that wait now, however many, and not who begins to wait in answer. */
struct again {
    lg_notify *notify;
    struct lg_notified first, second;
    int wakes;
};

static void again_wake(void *data);
static void again_nothing(void *data)
{
    (void)data;
}
static lg_waker again_clone(void *data);
static const lg_waker_vtable again_vtable = {again_clone, again_wake, again_wake, again_nothing};

static lg_waker again_clone(void *data)
{
    return (lg_waker){&again_vtable, data};
}

static void again_wake(void *data)
{
    struct again *again = data;
    if (again->wakes++)
        return;
    lg_waker waker = again_clone(again);
    lg_context cx;
    lg_context_init(&cx, &waker);
    lg_notified_init(&again->second, again->notify);
    CHECK_INT(lg_notified_poll(&again->second, &cx), LG_PENDING);
}

static void test_notify_all(void)
{
    enum { MANY = 100 };
    static struct again again[MANY];
    lg_notify notify = LG_NOTIFY_INIT;
    for (int i = 0; i < MANY; i++) {
        lg_waker waker = again_clone(&again[i]);
        lg_context cx;
        lg_context_init(&cx, &waker);
        again[i].notify = &notify;
        lg_notified_init(&again[i].first, &notify);
        CHECK_INT(lg_notified_poll(&again[i].first, &cx), LG_PENDING);
    }
    lg_notify_all(&notify);
    for (int i = 0; i < MANY; i++)
        CHECK_INT(again[i].wakes, 1);
    lg_notify_all(&notify);
    for (int i = 0; i < MANY; i++)
        CHECK_INT(again[i].wakes, 2);
}

static void test_queue(void)
{
    lg_mpsc_unbounded_sender tx, other;
    lg_mpsc_unbounded_receiver rx;
    CHECK_INT(lg_mpsc_unbounded_new(sizeof(int), NULL, &tx, &rx), 0);
    int message;
    CHECK_INT(lg_mpsc_unbounded_try_recv(&rx, &message), EAGAIN);
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 100; i++)
            CHECK_INT(lg_mpsc_unbounded_send(&tx, &i), 0);
        CHECK_INT(lg_mpsc_unbounded_count(&rx), 100);
        for (int i = 0; i < 100; i++) {
            CHECK_INT(lg_mpsc_unbounded_try_recv(&rx, &message), 0);
            CHECK_INT(message, i);
        }
        CHECK_INT(lg_mpsc_unbounded_count(&rx), 0);
    }
    struct lg_mpsc_unbounded_receiving receiving[2];
    struct polled polled[2];
    int error;
    for (int i = 0; i < 2; i++) {
        lg_mpsc_unbounded_receiving_init(&receiving[i], &rx, &message);
        CHECK_INT(lg_mpsc_unbounded_receiving_poll(&receiving[i], context(&polled[i]), &error), LG_PENDING);
    }
    CHECK_INT(lg_mpsc_unbounded_send(&tx, &(int){5}), 0);
    CHECK_INT(polled[0].counts.wakes, 1);
    lg_mpsc_unbounded_receiving_drop(&receiving[0]); /* takes no message: the other is told */
    CHECK_INT(polled[1].counts.wakes, 1);
    CHECK_INT(lg_mpsc_unbounded_receiving_poll(&receiving[1], &polled[1].cx, &error), LG_READY);
    CHECK_INT(error, 0);
    CHECK_INT(message, 5);

    /* Woken, but somebody else was faster: waits again. */
    lg_mpsc_unbounded_receiving_init(&receiving[0], &rx, &message);
    CHECK_INT(lg_mpsc_unbounded_receiving_poll(&receiving[0], context(&polled[0]), &error), LG_PENDING);
    lg_mpsc_unbounded_send(&tx, &(int){6});
    CHECK_INT(lg_mpsc_unbounded_try_recv(&rx, &message), 0);
    CHECK_INT(lg_mpsc_unbounded_receiving_poll(&receiving[0], &polled[0].cx, &error), LG_PENDING);
    lg_mpsc_unbounded_send(&tx, &(int){7});
    CHECK_INT(polled[0].counts.wakes, 2);
    CHECK_INT(lg_mpsc_unbounded_receiving_poll(&receiving[0], &polled[0].cx, &error), LG_READY);
    CHECK_INT(message, 7);

    /* Closed: what was sent is received first. */
    lg_mpsc_unbounded_receiving_init(&receiving[0], &rx, &message);
    lg_mpsc_unbounded_send(&tx, &(int){8});
    lg_mpsc_unbounded_close(&rx);
    lg_mpsc_unbounded_close(&rx);
    CHECK_INT(lg_mpsc_unbounded_send(&tx, &(int){9}), EPIPE);
    CHECK_INT(lg_mpsc_unbounded_receiving_poll(&receiving[0], context(&polled[0]), &error), LG_READY);
    CHECK_INT(error, 0);
    lg_mpsc_unbounded_receiving_init(&receiving[0], &rx, &message);
    CHECK_INT(lg_mpsc_unbounded_receiving_poll(&receiving[0], context(&polled[0]), &error), LG_READY);
    CHECK_INT(error, EPIPE);
    lg_mpsc_unbounded_sender_drop(&tx);
    lg_mpsc_unbounded_receiver_drop(&rx);
    lg_mpsc_unbounded_receiver_drop(&rx); /* once is enough */

    /* The last sender's end wakes who waits. */
    CHECK_INT(lg_mpsc_unbounded_new(1, NULL, &tx, &rx), 0);
    lg_mpsc_unbounded_receiving_init(&receiving[0], &rx, &message);
    CHECK_INT(lg_mpsc_unbounded_receiving_poll(&receiving[0], context(&polled[0]), &error), LG_PENDING);
    other = lg_mpsc_unbounded_sender_clone(&tx);
    lg_mpsc_unbounded_sender_drop(&tx);
    CHECK_INT(polled[0].counts.wakes, 0);
    lg_mpsc_unbounded_sender_drop(&other);
    CHECK_INT(polled[0].counts.wakes, 1);
    CHECK_INT(lg_mpsc_unbounded_receiving_poll(&receiving[0], &polled[0].cx, &error), LG_READY);
    CHECK_INT(error, EPIPE);
    lg_mpsc_unbounded_receiver_drop(&rx);

    /* What is left is dropped with the receiver, each once; later nobody can send. */
    CHECK_INT(lg_mpsc_unbounded_new(sizeof(int), count_dropped, &tx, &rx), 0);
    for (int i = 0; i < 70; i++)
        lg_mpsc_unbounded_send(&tx, &i);
    CHECK_INT(lg_mpsc_unbounded_try_recv(&rx, &message), 0);
    lg_mpsc_unbounded_receiver_drop(&rx);
    CHECK_INT(dropped, 69);
    CHECK_INT(dropped_sum, 69 * 70 / 2);
    CHECK_INT(lg_mpsc_unbounded_send(&tx, &message), EPIPE);
    lg_mpsc_unbounded_sender_drop(&tx);
    CHECK_INT(lg_mpsc_unbounded_new(SIZE_MAX, NULL, &tx, &rx), ENOMEM);
    CHECK(!tx.channel && !rx.channel);
    CHECK_BALANCED(polled[0].counts);
    CHECK_BALANCED(polled[1].counts);
}

int main(void)
{
    test_mutex();
    test_changed_waker();
    co_block_on(hold_in_turn, NULL);
    CHECK_LOG("a+ a- b+ b- c+ c- a+ a- b+ b- c+ c-");
    test_notify();
    test_notify_all();
    test_queue();
    return 0;
}
