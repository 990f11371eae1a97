// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// Spawning, order, joining, aborting in every state, and the end of a runtime.
#include "check.h"

static lg_poll say(struct co *co, lg_context *cx)
{
    (void)cx;
    note("%s", co->name);
    co->state = -1;
    co->result = 7;
    return LG_READY;
}

/* Says its name, goes to the back, three times. */
static lg_poll thrice(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    for (co->i = 0; co->i < 3; co->i++) {
        note("%s%d", co->name, co->i);
        CO_YIELD();
    }
    co->result = 42;
    CO_END;
}

static lg_poll forever(struct co *co, lg_context *cx)
{
    (void)cx;
    note("%s", co->name);
    co->state = 1;
    return LG_PENDING;
}

/* First in, first out, block_on's own future among the tasks; spawned tasks do not run before the spawner yields. */
static lg_poll order(struct co *co, lg_context *cx)
{
    lg_task **tasks = co->data;
    CO_BEGIN;
    tasks[0] = co_spawn("a", thrice, NULL);
    tasks[1] = co_spawn("b", thrice, NULL);
    note("spawned");
    for (co->i = 0; co->i < 3; co->i++) {
        CO_YIELD();
        note("main%d", co->i);
    }
    CHECK(!lg_task_is_finished(tasks[0]));
    int error, result;
    co->j = 0;
    CO_JOIN(tasks[0], &co->j, &error);
    CHECK_INT(error, 0);
    CHECK_INT(co->j, 42);
    note("joined");
    CHECK(lg_task_is_finished(tasks[1]));
    CO_JOIN(tasks[1], NULL, &error);
    CHECK_INT(error, 0);
    (void)result;
    co->result = 3;
    CO_END;
}

static void test_order(void)
{
    lg_task *tasks[2];
    CHECK_INT(co_block_on(order, tasks), 3);
    CHECK_LOG("spawned a0 b0 main0 a1 b1 main1 a2 b2 main2 joined");
    CHECK(!lg_runtime_current());
}

/* Aborted before its first poll, while suspended, while queued, by itself while running, when finished; twice. */
static lg_poll abort_itself(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    lg_abort(*(lg_task **)co->data);
    note("asked");
    CO_YIELD();
    note("not here");
    CO_END;
}

static lg_poll abort_itself_and_finish(struct co *co, lg_context *cx)
{
    (void)cx;
    lg_abort(*(lg_task **)co->data);
    co->state = -1;
    co->result = 5;
    return LG_READY;
}

static lg_poll aborts(struct co *co, lg_context *cx)
{
    lg_task **tasks = co->data;
    int error;
    CO_BEGIN;
    tasks[0] = co_spawn("fresh", say, NULL);
    lg_abort(tasks[0]);
    CO_JOIN(tasks[0], &co->j, &error);
    CHECK_INT(error, ECANCELED);
    CHECK_LOG("");

    tasks[0] = co_spawn("suspended", forever, NULL);
    CO_YIELD();
    lg_abort(tasks[0]);
    lg_abort(tasks[0]);
    note("asked");
    CO_JOIN(tasks[0], &co->j, &error);
    CHECK_INT(error, ECANCELED);
    CHECK_LOG("suspended asked drop:suspended");

    tasks[0] = co_spawn("queued", thrice, NULL);
    CO_YIELD();
    lg_abort(tasks[0]); /* it has yielded: it stands in the queue */
    CO_JOIN(tasks[0], NULL, &error);
    CHECK_INT(error, ECANCELED);
    CHECK_LOG("queued0 drop:queued");

    tasks[0] = co_spawn("self", abort_itself, &tasks[0]);
    CO_JOIN(tasks[0], NULL, &error);
    CHECK_INT(error, ECANCELED);
    CHECK_LOG("asked drop:self");

    tasks[0] = co_spawn("self", abort_itself_and_finish, &tasks[0]);
    CO_JOIN(tasks[0], &co->j, &error);
    CHECK_INT(error, 0); /* it finished first */
    CHECK_INT(co->j, 5);

    tasks[0] = co_spawn("done", say, NULL);
    CO_YIELD();
    CHECK(lg_task_is_finished(tasks[0]));
    lg_abort(tasks[0]);
    CO_JOIN(tasks[0], &co->j, &error);
    CHECK_INT(error, 0);
    CHECK_INT(co->j, 7);
    CHECK_LOG("done");

    tasks[0] = co_spawn("detached", forever, NULL);
    CO_YIELD();
    lg_abort(tasks[0]);
    lg_detach(tasks[0]);
    CO_YIELD();
    CHECK_LOG("detached drop:detached");
    lg_detach(NULL);

    tasks[0] = co_spawn("done and detached", say, NULL);
    CO_YIELD();
    lg_detach(tasks[0]);
    CHECK_LOG("done and detached");
    CO_END;
}

/* A join that is dropped keeps its task, which can be joined again; also one that had been polled. */
static lg_poll join_cancelled(struct co *co, lg_context *cx)
{
    lg_task **tasks = co->data;
    int error;
    CO_BEGIN;
    tasks[0] = co_spawn("t", thrice, NULL);
    struct lg_joiner joiner;
    lg_joiner_init(&joiner, tasks[0], NULL);
    lg_joiner_drop(&joiner);
    lg_joiner_init(&joiner, tasks[0], NULL);
    CHECK_INT(lg_joiner_poll(&joiner, cx, &error), LG_PENDING);
    CHECK_INT(lg_joiner_poll(&joiner, cx, &error), LG_PENDING);
    struct counts counts = {0};
    lg_waker waker = counting(&counts);
    lg_context other;
    lg_context_init(&other, &waker);
    CHECK_INT(lg_joiner_poll(&joiner, &other, &error), LG_PENDING); /* another one waits now */
    CHECK_INT(counts.clones, 1);
    lg_joiner_drop(&joiner);
    CHECK_INT(counts.wakes, 0);
    CHECK_BALANCED(counts);
    co->j = 0;
    CO_JOIN(tasks[0], &co->j, &error);
    CHECK_INT(error, 0);
    CHECK_INT(co->j, 42);
    CHECK_LOG("t0 t1 t2");

    /* Joined when it has ended while a join that listened was dropped after that. */
    tasks[0] = co_spawn("t", say, NULL);
    lg_joiner_init((struct lg_joiner *)co->data + 1, tasks[0], NULL);
    CHECK_INT(lg_joiner_poll((struct lg_joiner *)co->data + 1, cx, &error), LG_PENDING);
    CO_YIELD();
    lg_joiner_drop((struct lg_joiner *)co->data + 1);
    CO_JOIN(tasks[0], &co->j, &error);
    CHECK_INT(error, 0);
    CHECK_INT(co->j, 7);
    CHECK_LOG("t");
    CO_END;
}

static lg_poll join_itself(struct co *co, lg_context *cx)
{
    int error;
    CO_BEGIN;
    CO_JOIN(*(lg_task **)co->data, NULL, &error);
    co->result = error;
    CO_END;
}

static lg_poll deadlock(struct co *co, lg_context *cx)
{
    lg_task **tasks = co->data;
    int error;
    CO_BEGIN;
    tasks[0] = co_spawn("t", join_itself, &tasks[0]);
    CO_JOIN(tasks[0], &co->j, &error);
    CHECK_INT(error, 0);
    CHECK_INT(co->j, EDEADLK);
    CO_END;
}

/* What has not finished is dropped in the order it was spawned; what was never polled has nothing to drop. */
static lg_poll leave_some(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    lg_detach(co_spawn("a", forever, NULL));
    lg_detach(co_spawn("b", say, NULL));
    lg_detach(co_spawn("c", forever, NULL));
    lg_detach(co_spawn("d", forever, NULL));
    CO_YIELD();
    lg_detach(co_spawn("e", forever, NULL));
    CO_END;
}

/* Waits for a task that waits for nothing: its handle is in a local that is dropped with it. */
static lg_poll wait_for_another(struct co *co, lg_context *cx)
{
    int error;
    CO_BEGIN;
    CO_JOIN(co_spawn("inner", forever, NULL), NULL, &error);
    CO_END;
}

static lg_poll leave_a_join(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    co_spawn("outer", wait_for_another, NULL); /* nobody keeps the handle */
    CO_YIELD();
    CO_YIELD();
    CO_END;
}

static void test_leftovers(void)
{
    co_block_on(leave_some, NULL);
    CHECK_LOG("a b c d drop:a drop:c drop:d");
    co_block_on(leave_a_join, NULL);
    CHECK_LOG("inner drop:outer drop:inner");
}

/* Dropping a task may spawn and wake: neither runs. */
static void spawning_drop(void *future)
{
    if (strcmp(((struct co *)future)->name, "first") == 0)
        lg_detach(co_spawn("spawned while dropping", say, NULL));
    lg_waker_wake(*(lg_waker *)((struct co *)future)->data);
    co_drop(future);
}

static lg_poll give_waker(struct co *co, lg_context *cx)
{
    *(lg_waker *)co->data = lg_waker_clone(lg_context_waker(cx));
    co->state = 1;
    return LG_PENDING;
}

static lg_poll spawn_three(struct co *co, lg_context *cx)
{
    static const lg_future_type type = {
        .size = sizeof(struct co),
        .align = _Alignof(struct co),
        .out_size = sizeof(int),
        .poll = co_poll,
        .drop = spawning_drop,
    };
    lg_waker *wakers = co->data;
    CO_BEGIN;
    for (int i = 0; i < 2; i++) {
        void *future;
        lg_task *task = lg_task_new(NULL, &type, &future);
        co_init(future, i ? "third" : "first", forever, &wakers[i]);
        lg_task_start(task);
        lg_detach(task);
        lg_detach(co_spawn(i ? "fourth" : "second", give_waker, &wakers[i]));
    }
    CO_YIELD();
    CO_END;
}

static void test_drop_that_spawns(void)
{
    lg_waker wakers[2];
    co_block_on(spawn_three, wakers);
    CHECK_LOG("first third drop:first drop:second drop:third drop:fourth");
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
    lg_runtime *runtime = lg_runtime_new(NULL);
    lg_task *never = co_spawn_in(runtime, "never run", say, NULL);
    co_block_on_in(runtime, say, NULL);
    lg_task *left = co_spawn_in(runtime, "left", say, NULL);
    CHECK(lg_task_is_finished(never));
    CHECK(!lg_task_is_finished(left));
    lg_runtime_drop(runtime);
    CHECK_LOG("never run main");
    CHECK(lg_task_is_finished(left));
    CHECK_INT(co_block_on(join_given, &never), 7);
    CHECK_INT(co_block_on(join_given, &left), -ECANCELED);
}

/* block_on_in leaves other tasks where they are. */
static lg_poll spawn_thrice(struct co *co, lg_context *cx)
{
    (void)cx;
    *(lg_task **)co->data = co_spawn("t", thrice, NULL);
    co->state = -1;
    return LG_READY;
}

static void test_block_on_in(void)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = 1});
    lg_task *task;
    co_block_on_in(runtime, spawn_thrice, &task);
    CHECK_LOG("");
    co_block_on_in(runtime, say, NULL);
    CHECK_LOG("t0 main");
    CHECK_INT(co_block_on_in(runtime, join_given, &task), 42);
    CHECK_LOG("t1 t2");
    lg_runtime_drop(runtime);
    lg_runtime_drop(NULL);
    errno = 0;
    CHECK(!lg_runtime_new(&(lg_runtime_options){.workers = 1025}));
    CHECK_INT(errno, EINVAL);
}

/* block_on in an ordinary function that a task calls: another runtime, and then the first again. */
static lg_poll nested(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    lg_runtime *outer = lg_runtime_current();
    CHECK(outer);
    lg_detach(co_spawn("outer task", say, NULL));
    lg_task *tasks[2];
    CHECK_INT(co_block_on(order, tasks), 3);
    CHECK_LOG("spawned a0 b0 main0 a1 b1 main1 a2 b2 main2 joined");
    CHECK(lg_runtime_current() == outer);
    CO_YIELD();
    CHECK_LOG("outer task");
    CO_END;
}

/* Results of all sizes, and alignments. */
struct big {
    _Alignas(128) char bytes[384];
};

struct big_co {
    int polls;
    _Alignas(64) char aligned;
};

static lg_poll big_poll(void *future, lg_context *cx, void *out)
{
    struct big_co *self = future;
    CHECK_INT((uintptr_t)self % 64, 0);
    if (self->polls++ == 0) {
        lg_waker_wake_by_ref(cx->waker);
        return LG_PENDING;
    }
    CHECK_INT((uintptr_t)out % 128, 0);
    memset(out, 'x', sizeof(struct big));
    return LG_READY;
}

static void no_drop(void *future)
{
    (void)future;
    abort();
}

static lg_poll big_results(struct co *co, lg_context *cx)
{
    static const lg_future_type type = {.size = sizeof(struct big_co),
                                        .align = 64,
                                        .out_size = sizeof(struct big),
                                        .name = "big",
                                        .poll = big_poll,
                                        .drop = no_drop};
    lg_task **tasks = co->data;
    static struct big big;
    int error;
    CO_BEGIN;
    for (co->i = 0; co->i < 2; co->i++) {
        void *future;
        tasks[0] = lg_task_new(NULL, &type, &future);
        *(struct big_co *)future = (struct big_co){0};
        lg_task_start(tasks[0]);
        CO_JOIN(tasks[0], co->i ? &big : NULL, &error);
        CHECK_INT(error, 0);
    }
    CHECK(big.bytes[0] == 'x' && big.bytes[383] == 'x');
    void *future;
    lg_future *box = lg_future_new(&type, &future);
    *(struct big_co *)future = (struct big_co){0};
    CHECK_INT(lg_future_poll(box, cx, NULL), LG_PENDING);
    CHECK_INT(lg_future_poll(box, cx, NULL), LG_READY);
    lg_future_drop(box);
    CO_END;
}

int main(void)
{
    union {
        lg_task *tasks[2];
        struct lg_joiner joiners[2];
    } room;
    test_order();
    co_block_on(aborts, room.tasks);
    co_block_on(join_cancelled, &room);
    co_block_on(deadlock, room.tasks);
    test_leftovers();
    test_drop_that_spawns();
    test_handles_outlive();
    test_block_on_in();
    co_block_on(nested, NULL);
    co_block_on(big_results, room.tasks);
    return 0;
}
