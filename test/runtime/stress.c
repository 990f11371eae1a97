// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan
// With a number as its argument the program does so many times as much.
// Races, on both kinds of runtime: wakes from threads that know nothing of the runtime, also after the task has ended
// and after its runtime has; aborts at any moment, by several at once; tasks that are stolen while they are woken.
// Under the thread sanitizer the library's queues are so small that they overflow all the time.
#include "check.h"
#include <pthread.h>
#include <sched.h>

static int scale = 1;

static pthread_t start(void *(*run)(void *), void *data)
{
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, run, data), 0);
    return thread;
}

static void join(pthread_t thread)
{
    CHECK_INT(pthread_join(thread, NULL), 0);
}

static unsigned random_number(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* A future that leaves its waker where others find it, and is ready when it was woken so often. */
enum { TARGETS = 64, WAKERS = 3 };

struct target {
    _Atomic(lg_waker *) waker; /* whoever takes it out owns it */
    atomic_int wakes;          /* counted before each */
    int wanted;                /* so many make it ready */
    int last_seen;             /* plain: polls of it never overlap */
};

static struct target targets[TARGETS];
static atomic_bool stop;
static atomic_int finished;

static lg_poll target_poll(void *future, lg_context *cx, void *out)
{
    struct target *target = *(struct target **)future;
    (void)out;
    int wakes = atomic_load(&target->wakes);
    CHECK(wakes >= target->last_seen);
    target->last_seen = wakes;
    if (wakes >= target->wanted) {
        atomic_fetch_add(&finished, 1);
        return LG_READY;
    }
    lg_waker *waker = malloc(sizeof *waker);
    *waker = lg_waker_clone(cx->waker);
    lg_waker *before = atomic_exchange(&target->waker, waker);
    if (before) {
        lg_waker_drop(*before);
        free(before);
    }
    if (atomic_load(&target->wakes) != wakes) /* the waker came too late for it */
        lg_waker_wake_by_ref(cx->waker);
    return LG_PENDING;
}

static void target_drop(void *future)
{
    struct target *target = *(struct target **)future;
    CHECK(target->last_seen < target->wanted);
    atomic_fetch_add(&finished, 1);
}

static const lg_future_type target_type = {
    .size = sizeof(struct target *),
    .align = _Alignof(struct target *),
    .name = "target",
    .poll = target_poll,
    .drop = target_drop,
};

static lg_task *spawn_target(lg_runtime *runtime, struct target *target, int wanted)
{
    target->wanted = wanted;
    target->last_seen = 0;
    atomic_store(&target->wakes, 0);
    void *future;
    lg_task *task = lg_task_new(runtime, &target_type, &future);
    CHECK(task);
    *(struct target **)future = target;
    lg_task_start(task);
    return task;
}

/* Wakes whatever it finds, keeps some of the wakers, and wakes those again when they may be long of no use. */
static void *wake_all(void *data)
{
    enum { KEPT = 16 };
    unsigned state = (unsigned)(uintptr_t)data;
    lg_waker kept[KEPT];
    for (int i = 0; i < KEPT; i++)
        kept[i] = lg_waker_noop();
    while (!atomic_load_explicit(&stop, memory_order_relaxed)) {
        struct target *target = &targets[random_number(&state) % TARGETS];
        lg_waker *waker = atomic_exchange(&target->waker, NULL);
        if (!waker)
            continue;
        atomic_fetch_add(&target->wakes, 1);
        unsigned which = random_number(&state) % KEPT;
        switch (random_number(&state) % 4) {
        case 0:
            lg_waker_wake_by_ref(waker);
            lg_waker_wake(kept[which]);
            kept[which] = *waker;
            break;
        case 1:
            lg_waker_wake_by_ref(waker);
            lg_waker_wake_by_ref(waker);
            lg_waker_drop(*waker);
            break;
        case 2:
            lg_waker_wake(lg_waker_clone(waker));
            lg_waker_drop(*waker);
            break;
        default:
            lg_waker_wake(*waker);
            break;
        }
        free(waker);
    }
    for (int i = 0; i < KEPT; i++)
        lg_waker_wake(kept[i]);
    return NULL;
}

static void drop_left_wakers(void)
{
    for (int i = 0; i < TARGETS; i++) {
        lg_waker *waker = atomic_exchange(&targets[i].waker, NULL);
        if (waker) {
            lg_waker_wake_by_ref(waker);
            lg_waker_drop(*waker);
            free(waker);
        }
    }
}

/* Spawns targets again and again, joins most of them, aborts some, detaches others. */
static lg_poll drive(struct co *co, lg_context *cx)
{
    static lg_task *tasks[TARGETS];
    int error;
    CO_BEGIN;
    for (co->i = 0; co->i < 4 * scale; co->i++) {
        atomic_store(&finished, 0);
        for (int i = 0; i < TARGETS; i++)
            tasks[i] = spawn_target(NULL, &targets[i], i % 8 == 7 ? 1 << 30 : 1 + i * 3);
        CO_YIELD();
        for (int i = 7; i < TARGETS; i += 8)
            lg_abort(tasks[i]);
        for (co->j = 0; co->j < TARGETS; co->j++) {
            CO_JOIN(tasks[co->j], NULL, &error);
            CHECK_INT(error, co->j % 8 == 7 ? ECANCELED : 0);
        }
        CHECK(atomic_load(&finished) >= TARGETS - TARGETS / 8); /* dropped unpolled, there is no drop to count */
    }
    CO_END;
}

static void test_wakes(unsigned workers)
{
    atomic_store(&stop, false);
    pthread_t threads[WAKERS];
    for (int i = 0; i < WAKERS; i++)
        threads[i] = start(wake_all, (void *)(uintptr_t)(i + 1));
    for (int i = 0; i < 2; i++) {
        lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers});
        co_block_on_in(runtime, drive, NULL);
        for (int k = 0; k < TARGETS; k++) /* left to the end of the runtime, while they are being woken */
            lg_detach(spawn_target(runtime, &targets[k], 1 << 30));
        lg_runtime_drop(runtime);
    }
    atomic_store(&stop, true);
    for (int i = 0; i < WAKERS; i++)
        join(threads[i]);
    drop_left_wakers();
}

/* Aborts by several threads, of tasks in all states; who joins gets one answer. */
static lg_poll brief(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    for (co->i = 0; co->i < (int)(intptr_t)co->data % 4; co->i++) {
        CO_YIELD();
    }
    if ((intptr_t)co->data % 4 == 3)
        CO_SLEEP(1);
    co->result = 5;
    CO_END;
}

static void quiet_drop(void *future)
{
    struct co *co = future;
    if (co->kind == SLEEP)
        lg_sleep_drop(&co->leaf.sleep);
    co->state = -1;
}

static const lg_future_type brief_type = {
    .size = sizeof(struct co),
    .align = _Alignof(struct co),
    .out_size = sizeof(int),
    .name = "brief",
    .poll = co_poll,
    .drop = quiet_drop,
};

struct victim {
    lg_task *task;
    atomic_int hands; /* who still uses the handle */
};

enum { VICTIMS = 200, KILLERS = 2 };
static struct victim victims[VICTIMS];
static atomic_int spawned;

static void *kill_all(void *data)
{
    unsigned state = (unsigned)(uintptr_t)data;
    for (int i = 0; i < VICTIMS; i++) {
        while (atomic_load(&spawned) <= i)
            sched_yield();
        if (random_number(&state) % 2)
            lg_abort(victims[i].task);
        atomic_fetch_sub(&victims[i].hands, 1);
    }
    return NULL;
}

static lg_poll be_victims(struct co *co, lg_context *cx)
{
    int error;
    CO_BEGIN;
    for (int i = 0; i < VICTIMS; i++) {
        void *future;
        victims[i].task = lg_task_new(NULL, &brief_type, &future);
        co_init(future, "brief", brief, (void *)(intptr_t)i);
        atomic_store(&victims[i].hands, KILLERS);
        lg_task_start(victims[i].task);
        atomic_fetch_add(&spawned, 1);
    }
    for (co->i = 0; co->i < VICTIMS; co->i++) {
        while (atomic_load(&victims[co->i].hands)) {
            CO_YIELD();
        }
        co->j = 0;
        CO_JOIN(victims[co->i].task, &co->j, &error);
        CHECK(error == 0 ? co->j == 5 : error == ECANCELED && co->j == 0);
    }
    CO_END;
}

static void test_aborts(unsigned workers)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers});
    for (int round = 0; round < 5 * scale; round++) {
        atomic_store(&spawned, 0);
        pthread_t threads[KILLERS];
        for (int i = 0; i < KILLERS; i++)
            threads[i] = start(kill_all, (void *)(uintptr_t)(round * KILLERS + i + 1));
        co_block_on_in(runtime, be_victims, NULL);
        for (int i = 0; i < KILLERS; i++)
            join(threads[i]);
    }
    lg_runtime_drop(runtime);
}

/* A tree of tasks that yield between spawning and joining: its leaves are stolen, and their joins wake across. */
static lg_poll tree(struct co *co, lg_context *cx)
{
    int depth = (int)(intptr_t)co->data, error;
    CO_BEGIN;
    co->result = 1;
    if (depth > 0) {
        co->children[0] = co_spawn("left", tree, (void *)(intptr_t)(depth - 1));
        co->children[1] = co_spawn("right", tree, (void *)(intptr_t)(depth - 1));
        CO_YIELD();
        CO_JOIN(co->children[1], &co->i, &error);
        CHECK_INT(error, 0);
        CO_JOIN(co->children[0], &co->j, &error);
        CHECK_INT(error, 0);
        co->result += co->i + co->j;
    }
    CO_END;
}

static void test_steals(unsigned workers)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers});
    for (int i = 0; i < 10 * scale; i++)
        CHECK_INT(co_block_on_in(runtime, tree, (void *)8), 511);
    lg_stats stats;
    lg_runtime_stats(runtime, &stats);
    CHECK_INT(stats.all.spawned, 10 * scale * 511);
    lg_runtime_drop(runtime);
}

/* Runtimes that end while others spawn into them is against the contract; that they end with everything under way is
 * not. */
static void test_ends(unsigned workers)
{
    for (int i = 0; i < 20 * scale; i++) {
        lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers});
        for (int k = 0; k < 50; k++) {
            void *future;
            lg_task *task = lg_task_new(runtime, &brief_type, &future);
            co_init(future, "brief", brief, (void *)(intptr_t)(k % 2 ? 3 : 2));
            lg_task_start(task);
            lg_detach(task);
        }
        if (i % 2)
            lg_runtime_drop(runtime);
        else
            CHECK_INT(lg_runtime_shutdown(runtime, UINT64_MAX), 0);
    }
}

int main(int count, char **arguments)
{
    if (count > 1)
        scale = atoi(arguments[1]);
    for (unsigned workers = 1; workers <= 4; workers += 3) {
        test_wakes(workers);
        test_aborts(workers);
        test_steals(workers);
        test_ends(workers);
    }
    return 0;
}
