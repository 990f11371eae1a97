// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan
// Several workers: spawning, joining, aborting, sleeping, stealing, guards' values and frames that move between them.
#include "check.h"
#include <pthread.h>
#include <semaphore.h>

enum { WORKERS = 4 };

static lg_runtime *new_runtime(void)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = WORKERS, .name = "test"});
    CHECK(runtime);
    return runtime;
}

/* A tree of tasks: each spawns two, joins them, and adds up. */

static lg_poll tree(struct co *co, lg_context *cx)
{
    int error;
    int depth = (int)(intptr_t)co->data;
    CO_BEGIN;
    co->result = 1;
    if (depth > 0) {
        co->children[0] = co_spawn("left", tree, (void *)(intptr_t)(depth - 1));
        co->children[1] = co_spawn("right", tree, (void *)(intptr_t)(depth - 1));
        CO_JOIN(co->children[0], &co->i, &error);
        CHECK_INT(error, 0);
        CO_YIELD();
        CO_JOIN(co->children[1], &co->j, &error);
        CHECK_INT(error, 0);
        co->result += co->i + co->j;
    }
    CO_END;
}

static void test_tree(lg_runtime *runtime)
{
    for (int i = 0; i < 20; i++)
        CHECK_INT(co_block_on_in(runtime, tree, (void *)8), 511);
}

/* Many yields of many tasks, more than a ring has room for. */
enum { MANY = 2000 };

static atomic_int ran;

static lg_poll yielder(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    for (co->i = 0; co->i < 10; co->i++) {
        CO_YIELD();
    }
    atomic_fetch_add(&ran, 1);
    co->result = 3;
    CO_END;
}

static lg_poll spawn_many(struct co *co, lg_context *cx)
{
    static lg_task *tasks[MANY];
    int error;
    CO_BEGIN;
    for (int i = 0; i < MANY; i++)
        tasks[i] = co_spawn("yielder", yielder, NULL);
    for (co->i = 0; co->i < MANY; co->i++) {
        co->j = 0;
        CO_JOIN(tasks[co->i], &co->j, &error);
        CHECK_INT(error, 0);
        CHECK_INT(co->j, 3);
    }
    CO_END;
}

/* Sleepers of several workers, on a real clock. */
static lg_poll sleeper(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    CO_SLEEP((uint64_t)(intptr_t)co->data % 7);
    atomic_fetch_add(&ran, 1);
    CO_END;
}

static lg_poll spawn_sleepers(struct co *co, lg_context *cx)
{
    static lg_task *tasks[100];
    int error;
    CO_BEGIN;
    for (int i = 0; i < 100; i++)
        tasks[i] = co_spawn("sleeper", sleeper, (void *)(intptr_t)i);
    for (co->i = 0; co->i < 100; co->i++) {
        CO_JOIN(tasks[co->i], NULL, &error);
        CHECK_INT(error, 0);
    }
    CO_END;
}

/* Aborted while anything. */
static lg_poll forever(struct co *co, lg_context *cx)
{
    (void)cx;
    co->state = 1;
    return LG_PENDING;
}

static lg_poll busy(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    for (;;) {
        CO_YIELD();
    }
    CO_END;
}

static void quiet_drop(void *future)
{
    struct co *co = future;
    CHECK(co->state > 0);
    co->state = -1;
    if (co->kind == YIELD)
        lg_yield_drop(&co->leaf.yield);
    if (co->kind == SLEEP)
        lg_sleep_drop(&co->leaf.sleep);
    atomic_fetch_add(&ran, 1);
}

static const lg_future_type quiet_type = {
    .size = sizeof(struct co),
    .align = _Alignof(struct co),
    .out_size = sizeof(int),
    .name = "quiet",
    .poll = co_poll,
    .drop = quiet_drop,
};

static lg_task *spawn_quiet(lg_runtime *runtime, lg_poll (*body)(struct co *, lg_context *), void *data)
{
    void *future;
    lg_task *task = lg_task_new(runtime, &quiet_type, &future);
    co_init(future, "quiet", body, data);
    lg_task_start(task);
    return task;
}

static lg_poll abort_many(struct co *co, lg_context *cx)
{
    static lg_task *tasks[MANY];
    int error;
    CO_BEGIN;
    for (int i = 0; i < MANY; i++)
        tasks[i] = spawn_quiet(NULL, i % 3 == 0 ? forever : i % 3 == 1 ? busy : sleeper, (void *)(intptr_t)i);
    CO_YIELD();
    for (int i = 0; i < MANY; i++)
        lg_abort(tasks[i]);
    for (co->i = 0; co->i < MANY; co->i++) {
        CO_JOIN(tasks[co->i], NULL, &error);
        CHECK(error == ECANCELED || (error == 0 && co->i % 3 == 2));
    }
    CO_END;
}

/* Aborted in each state, one after the other: not begun, under way in both its ends, suspended, finished, detached. */
struct held {
    sem_t begun, go;
    bool finishes;
    atomic_int polls;
};

static lg_poll be_held(struct co *co, lg_context *cx)
{
    struct held *held = co->data;
    (void)cx;
    atomic_fetch_add(&held->polls, 1);
    sem_post(&held->begun);
    sem_wait(&held->go);
    co->result = 9;
    co->state = held->finishes ? -1 : 1;
    return held->finishes ? LG_READY : LG_PENDING;
}

static void held_init(struct held *held, bool finishes)
{
    CHECK_INT(sem_init(&held->begun, 0, 0) | sem_init(&held->go, 0, 0), 0);
    held->finishes = finishes;
    atomic_init(&held->polls, 0);
}

static lg_poll join_given(struct co *co, lg_context *cx);

static void test_abort_states(lg_runtime *runtime)
{
    struct held others[WORKERS], held;
    lg_task *holders[WORKERS], *task;
    for (int i = 0; i < WORKERS; i++) { /* nobody is there to begin a task */
        held_init(&others[i], true);
        holders[i] = spawn_quiet(runtime, be_held, &others[i]);
    }
    for (int i = 0; i < WORKERS; i++)
        sem_wait(&others[i].begun);
    held_init(&held, true);
    atomic_store(&ran, 0);
    task = spawn_quiet(runtime, be_held, &held);
    lg_abort(task);
    lg_abort(task);
    CHECK(!lg_task_is_finished(task));
    for (int i = 0; i < WORKERS; i++)
        sem_post(&others[i].go);
    CHECK_INT(co_block_on(join_given, &task), -ECANCELED);
    CHECK_INT(atomic_load(&held.polls) + atomic_load(&ran), 0); /* it had not begun: no drop either */
    for (int i = 0; i < WORKERS; i++)
        CHECK_INT(co_block_on(join_given, &holders[i]), 9);

    for (int finishes = 0; finishes < 2; finishes++) { /* asked in the middle of a poll */
        held_init(&held, finishes);
        task = spawn_quiet(runtime, be_held, &held);
        sem_wait(&held.begun);
        lg_abort(task);
        CHECK(!lg_task_is_finished(task));
        sem_post(&held.go);
        CHECK_INT(co_block_on(join_given, &task), finishes ? 9 : -ECANCELED);
        CHECK_INT(atomic_load(&held.polls), 1);
        CHECK_INT(atomic_load(&ran), 1); /* dropped once, and not when it had finished */
    }

    atomic_store(&ran, 0);
    held_init(&held, false);
    task = spawn_quiet(runtime, be_held, &held);
    sem_post(&held.go);
    lg_worker_stats stats; /* suspended: nobody polls it any more */
    for (unsigned i = 0; i < WORKERS; i += stats.polling == NULL) {
        while (atomic_load(&held.polls) == 0)
            sched_yield();
        CHECK_INT(lg_runtime_worker_stats(runtime, i, &stats), 0);
    }
    lg_abort(task);
    CHECK_INT(co_block_on(join_given, &task), -ECANCELED);
    CHECK_INT(atomic_load(&ran), 1);

    task = co_spawn_in(runtime, "done", tree, (void *)0);
    while (!lg_task_is_finished(task))
        sched_yield();
    lg_abort(task);
    CHECK_INT(co_block_on(join_given, &task), 1);

    held_init(&held, false);
    task = spawn_quiet(runtime, be_held, &held);
    sem_wait(&held.begun);
    lg_abort(task);
    lg_detach(task);
    sem_post(&held.go);
    while (atomic_load(&ran) == 1)
        sched_yield();
    CHECK_INT(atomic_load(&ran), 2);
}

/* Several threads block on one runtime, and spawn into it. */
static void *block_on_it(void *runtime)
{
    for (int i = 0; i < 20; i++) {
        CHECK_INT(co_block_on_in(runtime, tree, (void *)4), 31);
        lg_detach(co_spawn_in(runtime, "tree", tree, (void *)2));
    }
    return NULL;
}

static void test_from_outside(lg_runtime *runtime)
{
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, block_on_it, runtime), 0);
    for (int i = 0; i < 3; i++)
        CHECK_INT(pthread_join(threads[i], NULL), 0);
}

/* Shutdown: what has not ended is dropped, once. */
static void test_drop(void)
{
    for (int i = 0; i < 10; i++) {
        lg_runtime *runtime = new_runtime();
        atomic_store(&ran, 0);
        for (int k = 0; k < 50; k++)
            lg_detach(spawn_quiet(runtime, k % 2 ? busy : forever, NULL));
        if (i % 2)
            co_block_on_in(runtime, tree, (void *)3);
        lg_runtime_drop(runtime);
        CHECK(atomic_load(&ran) <= 50);
    }
}

/* What is dropped with the runtime finds it, and its clock, and may spawn there. */
static lg_runtime *ending;
static sem_t begun;

static lg_poll begin_forever(struct co *co, lg_context *cx)
{
    sem_post(&begun);
    return forever(co, cx);
}

static void drop_and_spawn(void *future)
{
    CHECK(lg_runtime_current() == ending);
    CHECK_INT(lg_now_ms(), 0);
    co_drop(future);
    lg_detach(co_spawn("too late", forever, NULL));
}

static void test_drop_that_spawns(void)
{
    lg_future_type type = co_type;
    void *future;
    type.drop = drop_and_spawn;
    ending = lg_runtime_new(&(lg_runtime_options){.workers = 2, .paused_clock = true});
    lg_task *task = lg_task_new(ending, &type, &future);
    co_init(future, "spawning", begin_forever, NULL);
    CHECK_INT(sem_init(&begun, 0, 0), 0);
    lg_task_start(task);
    sem_wait(&begun);
    lg_detach(task);
    log_text[0] = '\0'; /* of tests before */
    lg_runtime_drop(ending);
    sem_destroy(&begun);
    CHECK(!lg_runtime_current());
    CHECK_LOG("drop:spawning");
}

static void test_shutdown(void)
{
    lg_runtime *runtime = new_runtime();
    for (int i = 0; i < 50; i++)
        lg_detach(co_spawn_in(runtime, "tree", tree, (void *)5));
    CHECK_INT(lg_runtime_shutdown(runtime, UINT64_MAX), 0);

    runtime = new_runtime();
    lg_detach(spawn_quiet(runtime, forever, NULL));
    CHECK_INT(lg_runtime_shutdown(runtime, 5), ETIMEDOUT);

    lg_runtime_options paused = {.workers = 3, .paused_clock = true};
    for (int i = 0; i < 2; i++) { /* both kinds */
        runtime = lg_runtime_new(&paused);
        lg_detach(spawn_quiet(runtime, sleeper, (void *)6));
        CHECK_INT(lg_runtime_shutdown(runtime, 7), 0);
        runtime = lg_runtime_new(&paused);
        lg_detach(spawn_quiet(runtime, forever, NULL));
        CHECK_INT(lg_runtime_shutdown(runtime, 3600000), ETIMEDOUT);
        paused.workers = 1;
    }
}

/* A handle outlives its runtime. */
static lg_poll join_given(struct co *co, lg_context *cx)
{
    int error;
    CO_BEGIN;
    CO_JOIN(*(lg_task **)co->data, &co->j, &error);
    co->result = error ? -error : co->j;
    CO_END;
}

static void test_handles_outlive(void)
{
    lg_runtime *runtime = new_runtime();
    lg_task *left = spawn_quiet(runtime, forever, NULL), *done = co_spawn_in(runtime, "done", tree, (void *)0);
    while (!lg_task_is_finished(done))
        sched_yield();
    lg_runtime_drop(runtime);
    CHECK_INT(co_block_on(join_given, &left), -ECANCELED);
    CHECK_INT(co_block_on(join_given, &done), 1);
}

int main(void)
{
    lg_runtime *runtime = new_runtime();
    test_tree(runtime);
    for (int i = 0; i < 3; i++) {
        atomic_store(&ran, 0);
        co_block_on_in(runtime, spawn_many, NULL);
        CHECK_INT(atomic_load(&ran), MANY);
    }
    atomic_store(&ran, 0);
    co_block_on_in(runtime, spawn_sleepers, NULL);
    CHECK_INT(atomic_load(&ran), 100);
    co_block_on_in(runtime, abort_many, NULL);
    test_abort_states(runtime);
    test_from_outside(runtime);
    lg_runtime_drop(runtime);
    test_drop();
    test_drop_that_spawns();
    test_shutdown();
    test_handles_outlive();
    return 0;
}
