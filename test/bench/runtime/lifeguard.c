/* lifeguard.c: the operations of test/bench/runtime on Lifeguard. `PROGRAM ROW WORKERS N`; what it prints: measure.h.
 */
#include "measure.h"
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/mpsc.h>
#include <pthread.h>
#include <stdlib.h>

static async long nothing(long value)
{
    return value;
}

/* An operation: a task is spawned and joined. */
static async void spawn_join(long n)
{
    long sum = 0;
    for (long i = 0; i < n; i++) {
        long result = 0;
        if (await lg_join(spawn(nothing(i)), &result) != 0)
            abort();
        sum += result;
    }
    check(sum, n * (n - 1) / 2);
}

/* An operation: one of n tasks that are all spawned, then all joined. */
static async void spawn_all(long n)
{
    lg_task **tasks = calloc((size_t)n, sizeof *tasks);
    if (!tasks)
        abort();
    for (long i = 0; i < n; i++)
        tasks[i] = spawn(nothing(i));
    long sum = 0;
    for (long i = 0; i < n; i++) {
        long result = 0;
        if (await lg_join(tasks[i], &result) != 0)
            abort();
        sum += result;
    }
    free(tasks);
    check(sum, n * (n - 1) / 2);
}

/* An operation: the task goes to the back of the queue, and is run again. */
static async void yield(long n)
{
    for (long i = 0; i < n; i++)
        await lg_yield_now();
}

/* Never ready. */
struct pending {
    unsigned char unused;
};

static inline void pending_init(struct pending *self)
{
    self->unused = 0;
}

static inline lg_poll pending_poll(struct pending *self, lg_context *cx)
{
    (void)self, (void)cx;
    return LG_PENDING;
}

static inline void pending_drop(struct pending *self)
{
    (void)self;
}

lg_leaf(struct pending, pending_init, pending_poll, pending_drop) static void pending(void);

static async void park(void)
{
    await pending();
}

/* The bytes that a waiting task keeps resident. */
static async void parked(long n)
{
    lg_task **tasks = calloc((size_t)n, sizeof *tasks);
    if (!tasks)
        abort();
    memset(tasks, 1, (size_t)n * sizeof *tasks); /* resident before the count begins */
    double before = resident_bytes();
    for (long i = 0; i < n; i++)
        tasks[i] = spawn(park());
    await lg_yield_now();
    print_bytes_per((resident_bytes() - before) / (double)n);
    for (long i = 0; i < n; i++)
        lg_abort(tasks[i]);
    for (long i = 0; i < n; i++)
        if (await lg_join(tasks[i], NULL) != ECANCELED)
            abort();
    free(tasks);
}

static async void sleep_once(long i)
{
    await lg_sleep_ms(sleep_ms(i));
}

/* n tasks sleep at once, for up to a second each. */
static async void sleepers(long n)
{
    lg_task **tasks = calloc((size_t)n, sizeof *tasks);
    if (!tasks)
        abort();
    for (long i = 0; i < n; i++)
        tasks[i] = spawn(sleep_once(i));
    for (long i = 0; i < n; i++)
        if (await lg_join(tasks[i], NULL) != 0)
            abort();
    free(tasks);
}

static async long work(long i)
{
    return burn(i);
}

/* An operation: a task that computes for some microseconds. */
static async void fan_out(long n)
{
    lg_task **tasks = calloc((size_t)n, sizeof *tasks);
    if (!tasks)
        abort();
    for (long i = 0; i < n; i++)
        tasks[i] = spawn(work(i));
    unsigned long sum = 0;
    for (long i = 0; i < n; i++) {
        long result = 0;
        if (await lg_join(tasks[i], &result) != 0)
            abort();
        sum += (unsigned long)result;
    }
    free(tasks);
    print_checksum(sum);
}

static async void send_all(lg_mpsc_sender sender, long n)
{
    for (long i = 0; i < n; i++)
        if (await lg_mpsc_send(&sender, &i) != 0)
            abort();
    lg_mpsc_sender_drop(&sender);
}

static async long receive_all(lg_mpsc_receiver receiver)
{
    long sum = 0, message;
    while (await lg_mpsc_recv(&receiver, &message) == 0)
        sum += message;
    lg_mpsc_receiver_drop(&receiver);
    return sum;
}

/* An operation: a message through a queue that holds 64, from one task to another. */
static async void channel(long n)
{
    lg_mpsc_sender sender = {0};
    lg_mpsc_receiver receiver = {0};
    if (lg_mpsc_new(sizeof(long), 64, NULL, &sender, &receiver) != 0)
        abort();
    lg_task *sending = spawn(send_all(sender, n)), *receiving = spawn(receive_all(receiver));
    long sum = 0;
    if (await lg_join(sending, NULL) != 0 || await lg_join(receiving, &sum) != 0)
        abort();
    check(sum, n * (n - 1) / 2);
}

/* One end of a queue between two threads, each pinned to a processor, with a runtime of its own. */
struct end {
    int processor;
    lg_mpsc_sender sender;
    lg_mpsc_receiver receiver;
    long n, sum;
};

static void *send_from_thread(void *data)
{
    struct end *end = data;
    pin_to(end->processor);
    block_on(send_all(end->sender, end->n));
    return NULL;
}

static void *receive_on_thread(void *data)
{
    struct end *end = data;
    pin_to(end->processor);
    end->sum = block_on(receive_all(end->receiver));
    return NULL;
}

/* An operation: the same, from one thread to another. */
static void channel_apart(long n)
{
    pthread_t threads[2];
    struct end sending = {.processor = 0, .n = n}, receiving = {.processor = 1};
    if (lg_mpsc_new(sizeof(long), 64, NULL, &sending.sender, &receiving.receiver) != 0 ||
        pthread_create(&threads[0], NULL, send_from_thread, &sending) != 0 ||
        pthread_create(&threads[1], NULL, receive_on_thread, &receiving) != 0)
        abort();
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    check(receiving.sum, n * (n - 1) / 2);
}

/* Every operation runs in a task, also on several workers, where block_on's own future stays on this thread. */
static lg_task *start(lg_runtime *runtime, const char *row, long n)
{
    if (strcmp(row, "spawn_join") == 0)
        return spawn_in(runtime, spawn_join(n));
    if (strcmp(row, "spawn_all") == 0)
        return spawn_in(runtime, spawn_all(n));
    if (strcmp(row, "yield") == 0)
        return spawn_in(runtime, yield(n));
    if (strcmp(row, "channel") == 0)
        return spawn_in(runtime, channel(n));
    if (strcmp(row, "parked") == 0)
        return spawn_in(runtime, parked(n));
    if (strcmp(row, "sleepers") == 0)
        return spawn_in(runtime, sleepers(n));
    if (strcmp(row, "fan_out") == 0)
        return spawn_in(runtime, fan_out(n));
    return NULL;
}

static async void joined(lg_task *task)
{
    if (await lg_join(task, NULL) != 0)
        abort();
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    unsigned workers = (unsigned)strtoul(argv[2], NULL, 10);
    long n = strtol(argv[3], NULL, 10);
    if (strcmp(argv[1], "apart") == 0) {
        if (workers != 2)
            return 3;
        double wall = wall_ns(), cpu = cpu_ns();
        channel_apart(n);
        print_times(wall, cpu, (double)n);
        return 0;
    }
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers == 1 ? 0 : workers});
    if (!runtime)
        abort();
    double wall = wall_ns(), cpu = cpu_ns();
    lg_task *task = start(runtime, argv[1], n);
    if (!task)
        return 3; /* no such row here */
    block_on_in(runtime, joined(task));
    print_times(wall, cpu, (double)n);
    lg_runtime_drop(runtime);
    return 0;
}
