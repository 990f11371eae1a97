// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan
// Runtimes on several threads share a mutex, an active mutex, a queue: nothing is lost, and nothing is touched by two.
#include "check.h"
#include <pthread.h>

enum { THREADS = 4, ROUNDS = 500 };

static lg_mutex mutex = LG_MUTEX_INIT;
static int counter; /* under the mutex, held across an await */

static lg_poll count(struct co *co, lg_context *cx)
{
    lg_mutex_guard guard;
    CO_BEGIN;
    for (co->i = 0; co->i < ROUNDS; co->i++) {
        CO_LOCK(&mutex, &guard);
        co->j = counter;
        CO_YIELD();
        counter = co->j + 1;
        guard.mutex = &mutex; /* it lives in the frame, as lowered code would have it */
        lg_mutex_guard_drop(&guard);
        if (co->i % 3 == 0) { /* one that is cancelled while it waits, or has just been given the lock */
            struct lg_locking locking;
            lg_locking_init(&locking, &mutex);
            if (lg_locking_poll(&locking, cx, &guard) == LG_READY)
                lg_mutex_guard_drop(&guard);
            else
                lg_locking_drop(&locking);
        }
    }
    CO_END;
}

static lg_active_mutex active = LG_ACTIVE_MUTEX_INIT;
static int active_counter, inside;

static lg_poll count_actively(struct co *co, lg_context *cx)
{
    lg_active_guard guard = {&active};
    if (co->state)
        lg_active_guard_on_resume(&guard, cx);
    CO_BEGIN;
    guard = lg_active_mutex_lock(&active);
    for (co->i = 0; co->i < ROUNDS; co->i++) {
        CHECK_INT(inside++, 0);
        active_counter++;
        CHECK_INT(--inside, 0);
        /* CO_YIELD, with the hooks where lowering puts them */
        lg_yield_init(&co->leaf.yield);
        CHECK_INT(lg_yield_poll(&co->leaf.yield, cx), LG_PENDING);
        lg_active_guard_on_suspend(&guard, cx);
        CO_PEND();
    }
    lg_active_guard_drop(&guard);
    lg_active_guard_drop(&guard);
    CO_END;
}

static lg_mpsc_unbounded_sender sender;
static lg_mpsc_unbounded_receiver receiver;

struct message {
    int from, number;
};

static lg_poll produce(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    for (co->i = 0; co->i < ROUNDS; co->i++) {
        struct message message = {*(int *)co->data, co->i};
        CHECK_INT(lg_mpsc_unbounded_send(&sender, &message), 0);
        if (co->i % 7 == 0) {
            CO_YIELD();
        }
    }
    CO_END;
}

static lg_poll consume(struct co *co, lg_context *cx)
{
    static struct message message;
    static int next[THREADS];
    int error;
    CO_BEGIN;
    for (;;) {
        CO_RECEIVE(&receiver, &message, &error);
        if (error) {
            CHECK_INT(error, EPIPE);
            break;
        }
        CHECK_INT(message.number, next[message.from]++); /* in the order they were sent */
        co->result++;
    }
    CO_END;
}

static void *run(void *data)
{
    co_block_on(count, NULL);
    co_block_on(count_actively, NULL);
    co_block_on(produce, data);
    return NULL;
}

static void *run_consumer(void *received)
{
    *(int *)received = co_block_on(consume, NULL);
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS], consumer;
    int numbers[THREADS], received;
    CHECK_INT(lg_mpsc_unbounded_new(sizeof(struct message), NULL, &sender, &receiver), 0);
    CHECK_INT(pthread_create(&consumer, NULL, run_consumer, &received), 0);
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CHECK_INT(pthread_create(&threads[i], NULL, run, &numbers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    lg_mpsc_unbounded_sender_drop(&sender);
    pthread_join(consumer, NULL);
    CHECK_INT(counter, THREADS * ROUNDS);
    CHECK_INT(active_counter, THREADS * ROUNDS);
    CHECK_INT(received, THREADS * ROUNDS);
    lg_mpsc_unbounded_receiver_drop(&receiver);

    lg_active_guard guard, other;
    CHECK_INT(lg_active_mutex_try_lock(&active, &guard), 0);
    CHECK_INT(lg_active_mutex_try_lock(&active, &other), EBUSY);
    lg_active_guard_drop(&other);
    lg_active_guard_on_suspend(&guard, lg_context_noop());
    CHECK_INT(lg_active_mutex_try_lock(&active, &other), 0);
    lg_active_guard_drop(&other);
    lg_active_guard_on_cancel(&guard, lg_context_noop()); /* released already */
    CHECK_INT(lg_active_mutex_try_lock(&active, &guard), 0);
    lg_active_guard_drop(&guard);
    return 0;
}
