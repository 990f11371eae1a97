/* floor.c: the operations of test/bench/runtime by the least C that does them: one thread, one queue, tasks that are a
 * function and a word, no wakers, no cancellation. What no runtime can be faster than. `PROGRAM ROW WORKERS N`; what it
 * prints: measure.h. */
#include "measure.h"

struct task {
    struct task *next;
    void (*run)(struct task *self); /* runs when the task is taken from the queue; NULL: it has ended */
    struct task *joiner;            /* goes to the queue when this one has ended */
    long value;
};

static struct task *first, **last = &first;

static void enqueue(struct task *task)
{
    task->next = NULL;
    *last = task;
    last = &task->next;
}

static void run_all(void)
{
    while (first) {
        struct task *task = first;
        first = task->next;
        if (!first)
            last = &first;
        task->run(task);
    }
}

static struct task *spawn(void (*run)(struct task *), long value)
{
    struct task *task = malloc(sizeof *task);
    if (!task)
        abort();
    *task = (struct task){.run = run, .value = value};
    enqueue(task);
    return task;
}

static void end(struct task *task)
{
    task->run = NULL;
    if (task->joiner)
        enqueue(task->joiner);
}

static void run_root(void (*run)(struct task *))
{
    struct task *root = spawn(run, 0);
    run_all();
    free(root);
}

static long n, done, sum;

static void nothing(struct task *self)
{
    end(self);
}

static struct task *joined;

static void spawn_join(struct task *self)
{
    if (joined) {
        sum += joined->value;
        free(joined);
    }
    if (done == n)
        return;
    joined = spawn(nothing, done++);
    joined->joiner = self;
}

static struct task **tasks;

/* Joins in order, as the others do: waits for the first that has not ended. */
static void join_all(struct task *self)
{
    for (; done < n; free(tasks[done++])) {
        if (tasks[done]->run) {
            tasks[done]->joiner = self;
            return;
        }
        sum += tasks[done]->value;
    }
}

static void spawn_all(struct task *self)
{
    for (long i = 0; i < n; i++)
        tasks[i] = spawn(nothing, i);
    self->run = join_all;
    join_all(self);
}

static void yield(struct task *self)
{
    if (done++ < n)
        enqueue(self);
}

static void compute(struct task *self)
{
    self->value = burn(self->value);
    end(self);
}

static void fan_out(struct task *self)
{
    for (long i = 0; i < n; i++)
        tasks[i] = spawn(compute, i);
    self->run = join_all;
    join_all(self);
}

/* A ring of messages; whoever finds it full or empty waits for the other. */
enum { CAPACITY = 64 };
static long ring[CAPACITY], sent, received;
static struct task *sender_waits, *receiver_waits;

static void wake(struct task **waits)
{
    if (*waits)
        enqueue(*waits);
    *waits = NULL;
}

static void send_all(struct task *self)
{
    while (sent < n && sent - received < CAPACITY) {
        ring[sent % CAPACITY] = sent;
        sent++;
        wake(&receiver_waits);
    }
    if (sent < n)
        sender_waits = self;
    else
        end(self);
}

static void receive_all(struct task *self)
{
    while (received < sent) {
        sum += ring[received % CAPACITY];
        received++;
        wake(&sender_waits);
    }
    if (received < n)
        receiver_waits = self;
    else
        end(self);
}

/* Sleepers: a heap of deadlines, the earliest first. */
struct sleeper {
    uint64_t deadline_ms;
    struct task *task;
};
static struct sleeper *heap;
static long sleeping;

static void fall_asleep(struct sleeper sleeper)
{
    long at = sleeping++;
    for (; at > 0 && heap[(at - 1) / 2].deadline_ms > sleeper.deadline_ms; at = (at - 1) / 2)
        heap[at] = heap[(at - 1) / 2];
    heap[at] = sleeper;
}

static struct task *wake_first(void)
{
    struct task *task = heap[0].task;
    struct sleeper moved = heap[--sleeping];
    long at = 0;
    for (;;) {
        long child = 2 * at + 1;
        if (child >= sleeping)
            break;
        child += child + 1 < sleeping && heap[child + 1].deadline_ms < heap[child].deadline_ms;
        if (heap[child].deadline_ms >= moved.deadline_ms)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
    return task;
}

static void sleep_once(struct task *self)
{
    self->run = nothing;
    fall_asleep((struct sleeper){(uint64_t)(wall_ns() / 1e6) + sleep_ms(self->value), self});
}

static void sleepers(struct task *self)
{
    for (long i = 0; i < n; i++)
        tasks[i] = spawn(sleep_once, i);
    self->run = join_all;
    join_all(self);
}

static void run_sleepers(void)
{
    heap = calloc((size_t)n, sizeof *heap);
    if (!heap)
        abort();
    struct task *root = spawn(sleepers, 0);
    for (run_all(); sleeping > 0; run_all()) {
        uint64_t until = heap[0].deadline_ms;
        struct timespec at = {.tv_sec = (time_t)(until / 1000), .tv_nsec = (long)(until % 1000) * 1000000};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
        while (sleeping > 0 && heap[0].deadline_ms <= until)
            enqueue(wake_first());
    }
    free(root);
    free(heap);
}

static void parked(void)
{
    double before = resident_bytes();
    for (long i = 0; i < n; i++)
        tasks[i] = spawn(nothing, i);
    print_bytes_per((resident_bytes() - before) / (double)n);
    run_all();
    for (long i = 0; i < n; i++)
        free(tasks[i]);
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    const char *row = argv[1];
    n = strtol(argv[3], NULL, 10);
    tasks = malloc((size_t)n * sizeof *tasks);
    if (!tasks)
        abort();
    memset(tasks, 1, (size_t)n * sizeof *tasks);
    double wall = wall_ns(), cpu = cpu_ns();
    if (strcmp(row, "spawn_join") == 0) {
        run_root(spawn_join);
        check(sum, n * (n - 1) / 2);
    } else if (strcmp(row, "spawn_all") == 0) {
        run_root(spawn_all);
        check(sum, n * (n - 1) / 2);
    } else if (strcmp(row, "yield") == 0) {
        run_root(yield);
    } else if (strcmp(row, "fan_out") == 0) {
        run_root(fan_out);
        print_checksum((unsigned long)sum);
    } else if (strcmp(row, "channel") == 0) {
        struct task *sending = spawn(send_all, 0), *receiving = spawn(receive_all, 0);
        run_all();
        free(sending);
        free(receiving);
        check(sum, n * (n - 1) / 2);
    } else if (strcmp(row, "sleepers") == 0) {
        run_sleepers();
    } else if (strcmp(row, "parked") == 0) {
        parked();
    } else {
        return 3; /* no such row here */
    }
    print_times(wall, cpu, (double)n);
    free(tasks);
    return 0;
}
