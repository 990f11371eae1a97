// RUN: %cc_runtime -Wl,--wrap=malloc,--wrap=calloc,--wrap=aligned_alloc,--wrap=free,--wrap=pthread_create \
// RUN:   %s -o %t
// RUN: %t
// Memory, or threads, that are out: at each place where the executors ask for them, one after the other. What is
// documented comes back, nothing is leaked, and the next attempt succeeds.
#include "check.h"
#include "failing.h"
#include <pthread.h>
#include <sched.h>

static atomic_int threads_asked, thread_fails_at;

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *data);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *data);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *data)
{
    if (atomic_fetch_add(&threads_asked, 1) + 1 == atomic_load(&thread_fails_at))
        return EAGAIN;
    return __real_pthread_create(thread, attributes, run, data);
}

/* Does `attempt` with the first allocation failing, then the second, until it has nothing left that could fail. It
 * returns 0 or an errno, and leaves nothing behind. */
static void check_each(int (*attempt)(void *), void *data, int at_least)
{
    int before = atomic_load(&allocated), failures = 0;
    for (int i = 1;; i++) {
        atomic_store(&asked, 0);
        atomic_store(&fail_at, i);
        int error = attempt(data);
        atomic_store(&fail_at, 0);
        CHECK_INT(atomic_load(&allocated), before);
        if (atomic_load(&asked) < i) { /* it went through */
            CHECK_INT(error, 0);
            break;
        }
        CHECK_INT(error, ENOMEM);
        failures++;
    }
    CHECK(failures >= at_least);
}

static void check_each_thread(int (*attempt)(void *), void *data, int threads)
{
    int before = atomic_load(&allocated);
    for (int i = 1; i <= threads; i++) {
        atomic_store(&threads_asked, 0);
        atomic_store(&thread_fails_at, i);
        CHECK_INT(attempt(data), EAGAIN);
        CHECK_INT(atomic_load(&allocated), before);
    }
    atomic_store(&thread_fails_at, 0);
    CHECK_INT(attempt(data), 0);
}

static int make_runtime(void *options)
{
    errno = 0;
    lg_runtime *runtime = lg_runtime_new(options);
    int error = errno;
    lg_runtime_drop(runtime);
    return runtime ? 0 : error;
}

static lg_poll ready(struct co *co, lg_context *cx)
{
    (void)cx;
    co->state = -1;
    co->result = 4;
    return LG_READY;
}

/* Spawning, from outside and from a task. */
static int spawn_one(lg_runtime *runtime)
{
    void *future;
    errno = 0;
    lg_task *task = lg_task_new(runtime, &co_type, &future);
    if (!task)
        return errno;
    co_init(future, "ready", ready, NULL);
    lg_task_start(task);
    lg_detach(task);
    return 0;
}

static int make_and_spawn(void *options)
{
    lg_runtime *runtime = lg_runtime_new(options);
    if (!runtime)
        return errno;
    int error = spawn_one(runtime);
    lg_runtime_drop(runtime);
    return error;
}

static lg_poll spawn_inside(struct co *co, lg_context *cx)
{
    (void)cx;
    atomic_store(&asked, 0);
    atomic_store(&fail_at, *(int *)co->data);
    co->result = 0;
    for (int i = 0; i < 100 && !co->result; i++)
        co->result = spawn_one(NULL);
    atomic_store(&fail_at, 0);
    co->state = -1;
    return LG_READY;
}

static void test_spawn_inside(unsigned workers)
{
    int before = atomic_load(&allocated);
    for (int i = 1; i <= 3; i++) { /* chunks of blocks */
        lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers});
        CHECK_INT(co_block_on_in(runtime, spawn_inside, &i), ENOMEM);
        lg_runtime_drop(runtime);
        CHECK_INT(atomic_load(&allocated), before);
    }
}

/* The pool for calls that block, and its first thread. */
static void quick(void *arg)
{
    ++*(int *)arg;
}

static lg_poll call(struct co *co, lg_context *cx)
{
    static struct lg_blocking_call blocking;
    static int calls;
    int error;
    CO_BEGIN;
    calls = 0;
    lg_blocking_call_init(&blocking, quick, &calls);
    CO_AWAIT(NO_LEAF, (void)0, lg_blocking_call_poll(&blocking, cx, &error));
    CHECK_INT(calls, error == 0);
    co->result = error;
    CO_END;
}

static lg_poll call_without_memory(struct co *co, lg_context *cx)
{
    static struct lg_blocking_call blocking;
    int error, calls = 0;
    atomic_store(&asked, 0);
    atomic_store(&fail_at, 1);
    lg_blocking_call_init(&blocking, quick, &calls);
    CHECK_INT(lg_blocking_call_poll(&blocking, cx, &error), LG_READY);
    atomic_store(&fail_at, 0);
    CHECK_INT(error, ENOMEM);
    co->state = -1;
    return LG_READY;
}

static int make_and_call(void *options)
{
    lg_runtime *runtime = lg_runtime_new(options);
    CHECK(runtime);
    co_block_on_in(runtime, call_without_memory, NULL);
    int error = co_block_on_in(runtime, call, NULL);
    lg_runtime_drop(runtime);
    return error;
}

/* A sleep has no way to say that something is missing, and needs nothing: no memory in a runtime, and by hand no thread
 * at once. */
static lg_poll sleep_without_memory(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    atomic_store(&asked, 0);
    atomic_store(&fail_at, 1);
    CO_SLEEP(1);
    atomic_store(&fail_at, 0);
    CHECK_INT(atomic_load(&asked), 0);
    CO_END;
}

static void test_sleep(unsigned workers)
{
    int before = atomic_load(&allocated);
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers, .paused_clock = true});
    co_block_on_in(runtime, sleep_without_memory, NULL);
    lg_runtime_drop(runtime);
    CHECK_INT(atomic_load(&allocated), before);
}

static void test_sleep_by_hand(void)
{
    struct counts counts = {0};
    lg_waker waker = counting(&counts);
    lg_context cx;
    struct lg_sleep sleep;
    lg_context_init(&cx, &waker);
    lg_sleep_init(&sleep, 1000000);
    atomic_store(&threads_asked, 0);
    for (int i = 1; i <= 2; i++) {
        atomic_store(&thread_fails_at, i);
        CHECK_INT(lg_sleep_poll(&sleep, &cx), LG_PENDING);
        CHECK_INT(atomic_load(&counts.wakes), i); /* it is to be polled again */
    }
    atomic_store(&thread_fails_at, 0);
    CHECK_INT(lg_sleep_poll(&sleep, &cx), LG_PENDING);
    CHECK_INT(atomic_load(&threads_asked), 3);
    CHECK_INT(atomic_load(&counts.wakes), 2); /* now there is a thread that will */
    lg_sleep_drop(&sleep);
    lg_sleep_init(&sleep, 1);
    CHECK_INT(lg_sleep_poll(&sleep, &cx), LG_PENDING);
    while (atomic_load(&counts.wakes) == 2)
        sched_yield();
    CHECK_INT(lg_sleep_poll(&sleep, &cx), LG_READY);
    CHECK_BALANCED(counts);
}

/* Boxes. */
static int make_box(void *data)
{
    (void)data;
    void *future;
    errno = 0;
    lg_future *box = lg_future_new(&co_type, &future);
    int error = errno;
    lg_future_drop(box);
    return box ? 0 : error;
}

int main(void)
{
    lg_runtime_options one = {.workers = 1}, three = {.workers = 3}, watched = {.workers = 2, .slow_poll_ms = 1000};
    check_each(make_runtime, &one, 2);
    check_each(make_runtime, &three, 6);
    check_each(make_runtime, &watched, 6);
    check_each(make_and_spawn, &one, 3);
    check_each(make_and_spawn, &three, 7);
    check_each(make_box, NULL, 1);
    check_each_thread(make_runtime, &three, 3);
    check_each_thread(make_runtime, &watched, 3);
    check_each_thread(make_and_call, &one, 1);
    test_spawn_inside(1);
    test_spawn_inside(3);
    test_sleep(1);
    test_sleep(3);
    test_sleep_by_hand();
    return 0;
}
