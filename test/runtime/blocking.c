// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan
// Calls on threads of their own: results, the bound on threads, cancelling in line and under way, the end of a runtime,
// a paused clock.
#include "check.h"
#include <pthread.h>
#include <semaphore.h>

/* A call that waits for the test. */
struct call {
    sem_t begun, go;
    int in, out;
    int calls;
};

static void call_init(struct call *call)
{
    *call = (struct call){.in = 0};
    sem_init(&call->begun, 0, 0);
    sem_init(&call->go, 0, 0);
}

static void slow(void *arg)
{
    struct call *call = arg;
    call->calls++;
    sem_post(&call->begun);
    sem_wait(&call->go);
    call->out = call->in + 1;
}

static void quick(void *arg)
{
    struct call *call = arg;
    CHECK(!lg_runtime_current());
    call->calls++;
    call->out = call->in + 1;
}

#define CO_BLOCKING(fn, arg, error)                                                                                    \
    CO_AWAIT(BLOCKING, lg_blocking_call_init(&co->leaf.blocking, fn, arg),                                             \
             lg_blocking_call_poll(&co->leaf.blocking, cx, error))

static lg_poll many_quick(struct co *co, lg_context *cx)
{
    struct call *call = co->data;
    int error;
    CO_BEGIN;
    for (co->i = 0; co->i < 200; co->i++) {
        call->in = co->i;
        CO_BLOCKING(quick, call, &error);
        CHECK_INT(error, 0);
        CHECK_INT(call->out, co->i + 1);
    }
    CHECK_INT(call->calls, 200);
    CO_END;
}

static lg_poll one_slow(struct co *co, lg_context *cx)
{
    int error;
    CO_BEGIN;
    CO_BLOCKING(slow, co->data, &error);
    co->result = error;
    CO_END;
}

static lg_poll one_quick(struct co *co, lg_context *cx)
{
    int error;
    CO_BEGIN;
    CO_BLOCKING(quick, co->data, &error);
    co->result = error;
    CO_END;
}

/* Others run while a call is under way. One thread: the second waits in line. */
static lg_poll bounded(struct co *co, lg_context *cx)
{
    static struct call first, second;
    static lg_task *tasks[2];
    int error;
    CO_BEGIN;
    call_init(&first);
    call_init(&second);
    tasks[0] = co_spawn("first", one_slow, &first);
    while (sem_trywait(&first.begun)) {
        CO_YIELD();
    }
    tasks[1] = co_spawn("second", one_slow, &second);
    CO_YIELD();
    CHECK_INT(second.calls, 0);
    sem_post(&first.go);
    sem_post(&second.go);
    CO_JOIN(tasks[0], &co->j, &error);
    CHECK_INT(co->j, 0);
    CO_JOIN(tasks[1], &co->j, &error);
    CHECK_INT(co->j, 0);
    CHECK_INT(first.out + second.out, 2);
    CO_END;
}

/* Aborted in line: not called. Aborted under way: the drop waits. */
static void *let_go(void *arg)
{
    sem_post(&((struct call *)arg)->go);
    return NULL;
}

static lg_poll canceled(struct co *co, lg_context *cx)
{
    static struct call first, second;
    static lg_task *tasks[2];
    static pthread_t thread;
    int error;
    CO_BEGIN;
    call_init(&first);
    call_init(&second);
    tasks[0] = co_spawn("first", one_slow, &first);
    while (sem_trywait(&first.begun)) {
        CO_YIELD();
    }
    tasks[1] = co_spawn("second", one_quick, &second);
    CO_YIELD();
    lg_abort(tasks[1]);
    CO_JOIN(tasks[1], NULL, &error);
    CHECK_INT(error, ECANCELED);
    lg_abort(tasks[0]);
    CHECK_INT(pthread_create(&thread, NULL, let_go, &first), 0);
    CO_JOIN(tasks[0], NULL, &error);
    CHECK_INT(error, ECANCELED);
    CHECK_INT(first.out, 1); /* it was waited for */
    CHECK_INT(second.calls, 0);
    CHECK_INT(pthread_join(thread, NULL), 0);
    CO_END;
}

/* A runtime ends with a call under way and another in line, held by boxes that no task has. */
static lg_poll begin_two(struct co *co, lg_context *cx)
{
    lg_future **boxes = co->data;
    CHECK_INT(lg_future_poll(boxes[0], cx, NULL), LG_PENDING);
    CHECK_INT(lg_future_poll(boxes[1], cx, NULL), LG_PENDING);
    co->state = -1;
    return LG_READY;
}

static void test_end(unsigned workers)
{
    static struct call first, second;
    call_init(&first);
    call_init(&second);
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers, .blocking_threads = 1});
    lg_future *boxes[] = {co_box("first", one_slow, &first), co_box("second", one_quick, &second)};
    co_block_on_in(runtime, begin_two, boxes);
    sem_wait(&first.begun);
    sem_post(&first.go);
    lg_runtime_drop(runtime);
    CHECK_INT(first.out, 1);
    lg_context *cx = lg_context_noop();
    int result;
    CHECK_INT(lg_future_poll(boxes[0], cx, &result), LG_READY);
    CHECK_INT(result, 0);
    CHECK_INT(lg_future_poll(boxes[1], cx, &result), LG_READY);
    CHECK_INT(result, second.calls ? 0 : ECANCELED);
    lg_future_drop(boxes[0]);
    lg_future_drop(boxes[1]);
}

/* A call that is under way while its runtime ends may still spawn there: what comes too late is dropped at once. */

static lg_runtime *ending;

static lg_poll poll_late(void *future, lg_context *cx, void *out)
{
    (void)future, (void)cx, (void)out;
    return LG_PENDING;
}

static void drop_late(void *future)
{
    (void)future;
}

static void spawn_until_refused(void *arg)
{
    static const lg_future_type type = {.size = 1, .align = 1, .name = "late", .poll = poll_late, .drop = drop_late};
    struct call *call = arg;
    void *future;
    sem_post(&call->begun);
    sem_wait(&call->go);
    for (bool refused = false; !refused; call->out++) {
        lg_task *task = lg_task_new(ending, &type, &future);
        lg_task_start(task);
        refused = lg_task_is_finished(task);
        lg_abort(task);
        lg_detach(task);
    }
}

static lg_poll one_that_spawns(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    CO_BLOCKING(spawn_until_refused, co->data, &co->result);
    CO_END;
}

static lg_poll begin_one(struct co *co, lg_context *cx)
{
    CHECK_INT(lg_future_poll(co->data, cx, NULL), LG_PENDING);
    co->state = -1;
    return LG_READY;
}

static void test_spawned_late(unsigned workers)
{
    struct call call;
    call_init(&call);
    ending = lg_runtime_new(&(lg_runtime_options){.workers = workers});
    lg_future *box = co_box("spawning", one_that_spawns, &call);
    co_block_on_in(ending, begin_one, box);
    sem_wait(&call.begun);
    sem_post(&call.go);
    lg_runtime_drop(ending);
    CHECK(call.out > 0);
    lg_future_drop(box);
}

/* By hand: the poll calls. */
static void test_by_hand(void)
{
    struct call call = {.in = 4};
    struct lg_blocking_call blocking;
    int error;
    lg_blocking_call_init(&blocking, quick, &call);
    CHECK_INT(lg_blocking_call_poll(&blocking, lg_context_noop(), &error), LG_READY);
    CHECK_INT(error, 0);
    CHECK_INT(call.out, 5);
}

/* A paused clock stands still while a call is under way. */
static lg_poll clock_stands(struct co *co, lg_context *cx)
{
    static struct call call;
    static lg_task *task;
    int error;
    CO_BEGIN;
    call_init(&call);
    task = co_spawn("call", one_slow, &call);
    static pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, let_go, &call), 0);
    CO_JOIN(task, &co->j, &error);
    CHECK_INT(lg_now_ms(), 0);
    CO_SLEEP(1000);
    CHECK_INT(lg_now_ms(), 1000);
    CHECK_INT(pthread_join(thread, NULL), 0);
    CO_END;
}

/* The clock jumps also if the last worker fell asleep while the call was just ending. */
static lg_poll call_and_sleep(struct co *co, lg_context *cx)
{
    enum { ROUNDS = 2000 };
    struct call *call = co->data;
    int error;
    CO_BEGIN;
    for (co->i = 0; co->i < ROUNDS; co->i++) {
        CO_BLOCKING(quick, call, &error);
        CHECK_INT(error, 0);
        CO_SLEEP(10);
    }
    CHECK_INT(lg_now_ms(), 10 * ROUNDS);
    CO_END;
}

int main(void)
{
    for (unsigned workers = 1; workers <= 3; workers += 2) {
        for (unsigned most = 1; most <= 2; most++) {
            lg_runtime_options options = {.workers = workers, .blocking_threads = most, .blocking_idle_ms = most};
            lg_runtime *runtime = lg_runtime_new(&options);
            struct call call = {.in = 0};
            co_block_on_in(runtime, many_quick, &call);
            if (most == 1) {
                co_block_on_in(runtime, bounded, NULL);
                co_block_on_in(runtime, canceled, NULL);
            }
            lg_runtime_drop(runtime);
        }
        test_end(workers);
        test_spawned_late(workers);
        lg_runtime *paused = lg_runtime_new(&(lg_runtime_options){.workers = workers, .paused_clock = true});
        co_block_on_in(paused, clock_stands, NULL);
        lg_runtime_drop(paused);
        paused = lg_runtime_new(&(lg_runtime_options){.workers = workers, .paused_clock = true});
        struct call call = {.in = 0};
        co_block_on_in(paused, call_and_sleep, &call);
        lg_runtime_drop(paused);
    }
    test_by_hand();
    return 0;
}
