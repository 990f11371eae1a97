// REQUIRES: plugin
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// RUN: %cc_tsan %plugin -O1 %s -o %t.tsan && %t.tsan
// Channels between runtimes on several threads, with ends that block and waits that are cancelled on the way: nothing
// is lost, doubled or out of order, and whoever waits for an end that goes learns it.
#include "check.h"
#include <pthread.h>

enum { THREADS = 3, ROUNDS = 1000 };

static pthread_t threads[THREADS];
static int numbers[THREADS];

static void start(void *(*run)(void *number))
{
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CHECK_INT(pthread_create(&threads[i], NULL, run, &numbers[i]), 0);
    }
}

static void finish(void)
{
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* mpsc */

struct message {
    int from, number;
};

static lg_mpsc_sender mpsc_tx[THREADS];

/* Sends all; each third time with attempts before that are given up. */
async void send_all(int from)
{
    for (int i = 0; i < ROUNDS; i++) {
        struct message message = {from, i};
        int error = EAGAIN;
        for (int attempts = i % 3; error == EAGAIN && attempts; attempts--)
            await_any(error = lg_mpsc_send(&mpsc_tx[from], &message), lg_yield_now());
        if (error == EAGAIN)
            error = await lg_mpsc_send(&mpsc_tx[from], &message);
        CHECK_INT(error, 0);
    }
}

static void *run_sender(void *number)
{
    int from = *(int *)number;
    if (from == 0) {
        for (int i = 0; i < ROUNDS; i++) {
            struct message message = {from, i};
            if (i % 2 || lg_mpsc_try_send(&mpsc_tx[from], &message) != 0)
                CHECK_INT(lg_mpsc_blocking_send(&mpsc_tx[from], &message), 0);
        }
    } else {
        block_on(send_all(from));
    }
    lg_mpsc_sender_drop(&mpsc_tx[from]);
    return NULL;
}

async int receive_all(lg_mpsc_receiver *rx)
{
    int next[THREADS] = {0}, count = 0, error;
    for (;;) {
        struct message message;
        if (count % 3 == 0) {
            if (await_any(error = lg_mpsc_recv(rx, &message), lg_yield_now()) == 1)
                error = await lg_mpsc_recv(rx, &message);
        } else {
            error = await lg_mpsc_recv(rx, &message);
        }
        if (error)
            break;
        CHECK_INT(message.number, next[message.from]++);
        count++;
    }
    CHECK_INT(error, EPIPE);
    return count;
}

static void test_mpsc(size_t capacity)
{
    lg_mpsc_receiver rx;
    CHECK_INT(lg_mpsc_new(sizeof(struct message), capacity, NULL, &mpsc_tx[0], &rx), 0);
    for (int i = 1; i < THREADS; i++)
        mpsc_tx[i] = lg_mpsc_sender_clone(&mpsc_tx[0]);
    start(run_sender);
    if (capacity == 2) {
        struct message message;
        int next[THREADS] = {0};
        while (lg_mpsc_blocking_recv(&rx, &message) == 0)
            CHECK_INT(message.number, next[message.from]++);
        for (int i = 0; i < THREADS; i++)
            CHECK_INT(next[i], ROUNDS);
    } else {
        CHECK_INT(block_on(receive_all(&rx)), THREADS * ROUNDS);
    }
    finish();
    lg_mpsc_receiver_drop(&rx);
}

/* The receiver goes while senders wait: what was accepted is received or dropped, each once. */
static atomic_int accepted, dropped;

static void drop_message(void *message)
{
    (void)message;
    atomic_fetch_add(&dropped, 1);
}

async void send_until_closed(int from)
{
    for (struct message message = {from, 0}; await lg_mpsc_send(&mpsc_tx[from], &message) == 0; message.number++)
        atomic_fetch_add(&accepted, 1);
}

static void *run_until_closed(void *number)
{
    int from = *(int *)number;
    block_on(send_until_closed(from));
    lg_mpsc_sender_drop(&mpsc_tx[from]);
    return NULL;
}

static void test_mpsc_closed(void)
{
    for (int round = 0; round < 50; round++) {
        lg_mpsc_receiver rx;
        int received = 0;
        struct message message;
        accepted = dropped = 0;
        CHECK_INT(lg_mpsc_new(sizeof(struct message), 4, drop_message, &mpsc_tx[0], &rx), 0);
        for (int i = 1; i < THREADS; i++)
            mpsc_tx[i] = lg_mpsc_sender_clone(&mpsc_tx[0]);
        start(run_until_closed);
        for (; received < round; received++)
            CHECK_INT(lg_mpsc_blocking_recv(&rx, &message), 0);
        lg_mpsc_receiver_drop(&rx);
        finish();
        CHECK_INT(received + dropped, accepted);
    }
}

/* oneshot: a request with the sender of its answer goes to a server on another thread. */

struct request {
    int number;
    lg_oneshot_sender answer;
};

static void drop_request(void *message)
{
    lg_oneshot_sender_drop(&((struct request *)message)->answer);
}

static lg_mpsc_unbounded_sender requests_tx;

async void serve(lg_mpsc_unbounded_receiver *requests)
{
    struct request request;
    while (await lg_mpsc_unbounded_recv(requests, &request) == 0) {
        if (request.number % 5 == 0)
            lg_oneshot_sender_drop(&request.answer); /* no answer */
        else if (request.number % 5 == 1)
            await lg_oneshot_closed(&request.answer);
        if (request.answer.channel)
            lg_oneshot_send(&request.answer, &(int){request.number * 2}); /* which may be too late */
    }
}

static void *run_server(void *requests)
{
    block_on(serve(requests));
    return NULL;
}

async void ask(int from)
{
    for (int i = 0; i < ROUNDS; i++) {
        lg_scoped(lg_oneshot_receiver) rx = {0};
        struct request request = {i, {0}};
        int answer = -1, error;
        CHECK_INT(lg_oneshot_new(sizeof answer, NULL, &request.answer, &rx), 0);
        CHECK_INT(lg_mpsc_unbounded_send(&requests_tx, &request), 0);
        if (i % 5 == 1 || (i % 5 == 2 && from))
            continue; /* does not wait for it */
        error = await lg_oneshot_recv(&rx, &answer);
        CHECK_INT(error, i % 5 == 0 ? EPIPE : 0);
        CHECK_INT(answer, i % 5 == 0 ? -1 : 2 * i);
    }
}

static void *run_client(void *number)
{
    block_on(ask(*(int *)number));
    return NULL;
}

static void test_oneshot(void)
{
    lg_mpsc_unbounded_receiver requests;
    pthread_t server;
    CHECK_INT(lg_mpsc_unbounded_new(sizeof(struct request), drop_request, &requests_tx, &requests), 0);
    CHECK_INT(pthread_create(&server, NULL, run_server, &requests), 0);
    start(run_client);
    finish();
    lg_mpsc_unbounded_sender_drop(&requests_tx);
    pthread_join(server, NULL);
    lg_mpsc_unbounded_receiver_drop(&requests);
}

/* broadcast: each receiver gets or misses every message, in order. */

static lg_broadcast_receiver broadcast_rx[THREADS];

async void listen(lg_broadcast_receiver *rx)
{
    int message, error, next = 0;
    for (;;) {
        if (next % 4)
            error = await lg_broadcast_recv(rx, &message);
        else if (await_any(error = lg_broadcast_recv(rx, &message), lg_yield_now()) == 1)
            continue;
        if (error == EPIPE)
            break;
        if (error == EOVERFLOW)
            next += (int)rx->missed;
        else
            CHECK_INT(message, next++);
    }
    CHECK_INT(next, ROUNDS);
}

static void *run_listener(void *number)
{
    block_on(listen(&broadcast_rx[*(int *)number]));
    lg_broadcast_receiver_drop(&broadcast_rx[*(int *)number]);
    return NULL;
}

static void test_broadcast(void)
{
    lg_broadcast_sender tx;
    CHECK_INT(lg_broadcast_new(sizeof(int), 5, &tx, &broadcast_rx[0]), 0);
    for (int i = 1; i < THREADS; i++)
        broadcast_rx[i] = lg_broadcast_subscribe(&tx);
    start(run_listener);
    for (int i = 0; i < ROUNDS; i++)
        CHECK_INT(lg_broadcast_send(&tx, &i), 0);
    lg_broadcast_sender_drop(&tx);
    finish();
}

/* watch: values only go forward, and the last one is seen. */

static lg_watch_receiver watch_rx[THREADS];

async void watch(lg_watch_receiver *rx)
{
    int value = 0;
    while (await lg_watch_changed(rx) == 0) {
        int before = value;
        lg_watch_get(rx, &value);
        CHECK(value >= before);
    }
    CHECK_INT(value, ROUNDS);
}

static void *run_watcher(void *number)
{
    block_on(watch(&watch_rx[*(int *)number]));
    lg_watch_receiver_drop(&watch_rx[*(int *)number]);
    return NULL;
}

static void test_watch(void)
{
    lg_watch_sender tx;
    CHECK_INT(lg_watch_new(sizeof(int), &(int){0}, &tx, &watch_rx[0]), 0);
    for (int i = 1; i < THREADS; i++)
        watch_rx[i] = lg_watch_receiver_clone(&watch_rx[0]);
    start(run_watcher);
    for (int i = 1; i <= ROUNDS; i++)
        CHECK_INT(lg_watch_send(&tx, &i), 0);
    lg_watch_sender_drop(&tx);
    finish();
}

/* Ends that block their thread, the other end on another one: what was sent comes, then the end. */

struct ends {
    lg_oneshot_sender once;
    lg_mpsc_unbounded_sender queue;
    lg_broadcast_sender all;
};

static void *send_to_blocked(void *data)
{
    struct ends *ends = data;
    for (int i = 0; i < ROUNDS; i++) {
        CHECK_INT(lg_mpsc_unbounded_send(&ends->queue, &i), 0);
        CHECK_INT(lg_broadcast_send(&ends->all, &i), 0);
    }
    CHECK_INT(lg_oneshot_send(&ends->once, &(int){ROUNDS}), 0);
    lg_mpsc_unbounded_sender_drop(&ends->queue);
    lg_broadcast_sender_drop(&ends->all);
    return NULL;
}

static void test_blocked(void)
{
    struct ends ends;
    lg_oneshot_receiver once;
    lg_mpsc_unbounded_receiver queue;
    lg_broadcast_receiver all, late;
    pthread_t sender;
    int message = 0, error, next = 0;
    CHECK_INT(lg_oneshot_new(sizeof message, NULL, &ends.once, &once), 0);
    CHECK_INT(lg_mpsc_unbounded_new(sizeof message, NULL, &ends.queue, &queue), 0);
    CHECK_INT(lg_broadcast_new(sizeof message, 5, &ends.all, &all), 0);
    late = lg_broadcast_receiver_clone(&all);
    CHECK_INT(pthread_create(&sender, NULL, send_to_blocked, &ends), 0);
    for (; (error = lg_mpsc_unbounded_blocking_recv(&queue, &message)) == 0; next++)
        CHECK_INT(message, next);
    CHECK_INT(error, EPIPE);
    CHECK_INT(next, ROUNDS);
    for (next = 0; (error = lg_broadcast_blocking_recv(&all, &message)) != EPIPE; next += error ? (int)all.missed : 1)
        CHECK(error == EOVERFLOW || message == next);
    CHECK_INT(next, ROUNDS);
    CHECK_INT(lg_oneshot_blocking_recv(&once, &message), 0);
    CHECK_INT(message, ROUNDS);
    CHECK_INT(lg_oneshot_blocking_recv(&once, &message), EPIPE);
    pthread_join(sender, NULL);
    CHECK_INT(lg_broadcast_blocking_recv(&late, &message), EOVERFLOW);
    CHECK_INT(late.missed, ROUNDS - 5);
    lg_oneshot_receiver_drop(&once);
    lg_mpsc_unbounded_receiver_drop(&queue);
    lg_broadcast_receiver_drop(&all);
    lg_broadcast_receiver_drop(&late);
}

/* A oneshot whose sender goes without a word lets a blocked thread go on. */
static void *drop_sender(void *sender)
{
    lg_oneshot_sender_drop(sender);
    return NULL;
}

static void test_blocked_in_vain(void)
{
    for (int i = 0; i < 100; i++) {
        lg_oneshot_sender tx;
        lg_oneshot_receiver rx;
        pthread_t thread;
        CHECK_INT(lg_oneshot_new(0, NULL, &tx, &rx), 0);
        CHECK_INT(pthread_create(&thread, NULL, drop_sender, &tx), 0);
        CHECK_INT(lg_oneshot_blocking_recv(&rx, NULL), EPIPE);
        pthread_join(thread, NULL);
        lg_oneshot_receiver_drop(&rx);
    }
}

/* Senders and the receiver are tasks that move between the workers of one runtime. */

async int send_as_task(int from)
{
    await send_all(from);
    lg_mpsc_sender_drop(&mpsc_tx[from]);
    return 0;
}

async int exchange(size_t capacity)
{
    lg_scoped(lg_mpsc_receiver) rx = {0};
    int count = 0;
    CHECK_INT(lg_mpsc_new(sizeof(struct message), capacity, NULL, &mpsc_tx[0], &rx), 0);
    for (int i = 1; i < THREADS; i++)
        mpsc_tx[i] = lg_mpsc_sender_clone(&mpsc_tx[0]);
    for (int i = 0; i < THREADS; i++)
        lg_detach(spawn(send_as_task(i)));
    lg_task *receiver = spawn(receive_all(&rx));
    CHECK(receiver);
    CHECK_INT(await lg_join(receiver, &count), 0);
    return count;
}

static void test_workers(void)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = THREADS});
    CHECK(runtime);
    for (size_t capacity = 1; capacity < 4; capacity += 2)
        CHECK_INT(block_on_in(runtime, exchange(capacity)), THREADS * ROUNDS);
    lg_runtime_drop(runtime);
}

int main(void)
{
    test_workers();
    test_mpsc(1);
    test_mpsc(2);
    test_mpsc(7);
    test_mpsc_closed();
    test_oneshot();
    test_broadcast();
    test_watch();
    test_blocked();
    test_blocked_in_vain();
    return 0;
}
