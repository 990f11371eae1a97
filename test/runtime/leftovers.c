// RUN: %cc_runtime -Wl,--wrap=malloc -Wl,--wrap=aligned_alloc -Wl,--wrap=free %s -o %t && %t
// EXTRA: -DNO_COUNT
// Wakers and handles keep a dropped runtime's memory, and the last of them frees it. Leak checkers do not see this:
// what a lost handle keeps is still known to the library. So the test counts itself.
#include "check.h"
#include <pthread.h>

static atomic_int allocated;

#ifndef NO_COUNT
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    void *memory = __real_malloc(size);
    atomic_fetch_add(&allocated, memory != NULL);
    return memory;
}

void *__real_aligned_alloc(size_t align, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size)
{
    void *memory = __real_aligned_alloc(align, size);
    atomic_fetch_add(&allocated, memory != NULL);
    return memory;
}

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
    atomic_fetch_sub(&allocated, memory != NULL);
    __real_free(memory);
}
#endif

static void check_nothing_left(void)
{
    CHECK_INT(atomic_load(&allocated), 0);
}

static void check_something_left(void)
{
#ifndef NO_COUNT
    CHECK(atomic_load(&allocated) > 0);
#endif
}

/* Leaves wakers of itself. */
static lg_poll give(struct co *co, lg_context *cx)
{
    lg_waker *wakers = co->data;
    wakers[0] = lg_waker_clone(cx->waker);
    wakers[1] = lg_waker_clone(cx->waker);
    co->state = 1;
    return LG_PENDING;
}

static lg_poll spawn_giver(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    lg_detach(co_spawn("giver", give, co->data));
    CO_YIELD();
    CO_SLEEP(1);
    CO_END;
}

static void *drop_waker(void *waker)
{
    lg_waker_drop(*(lg_waker *)waker);
    return NULL;
}

static void test_wakers(void)
{
    lg_waker wakers[2];
    co_block_on(spawn_giver, wakers);
    check_something_left();
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, drop_waker, &wakers[0]), 0);
    CHECK_INT(pthread_join(thread, NULL), 0);
    check_something_left();
    lg_waker_wake_by_ref(&wakers[1]);
    lg_waker_wake(wakers[1]);
    check_nothing_left();
}

/* A task that another thread frees gives its block back, to be used again. */
static lg_poll reuse(struct co *co, lg_context *cx)
{
    static int before;
    static lg_task *task;
    lg_waker *wakers = co->data;
    CO_BEGIN;
    for (co->i = 0; co->i < 200; co->i++) {
        if (co->i == 1)
            before = atomic_load(&allocated);
        task = co_spawn("giver", give, co->data);
        CO_YIELD();
        lg_waker_drop(wakers[1]);
        lg_abort(task);
        lg_detach(task);
        CO_YIELD();
        pthread_t thread;
        CHECK_INT(pthread_create(&thread, NULL, drop_waker, &wakers[0]), 0);
        CHECK_INT(pthread_join(thread, NULL), 0);
    }
    CHECK_INT(atomic_load(&allocated), before);
    CO_END;
}

static lg_poll ready(struct co *co, lg_context *cx)
{
    (void)cx;
    co->state = -1;
    co->result = 4;
    return LG_READY;
}

static lg_poll join_given(struct co *co, lg_context *cx)
{
    int error;
    CO_BEGIN;
    CO_JOIN(*(lg_task **)co->data, &co->j, &error);
    co->result = error ? -error : co->j;
    CO_END;
}

static lg_poll spawn_ready(struct co *co, lg_context *cx)
{
    lg_task **tasks = co->data;
    CO_BEGIN;
    tasks[0] = co_spawn("ready", ready, NULL);
    CO_YIELD();
    tasks[1] = co_spawn("too late", ready, NULL);
    CO_END;
}

static void test_handles(void)
{
    lg_task *tasks[2];
    co_block_on(spawn_ready, tasks);
    check_something_left();
    CHECK_INT(co_block_on(join_given, &tasks[0]), 4);
    check_something_left();
    CHECK_INT(co_block_on(join_given, &tasks[1]), -ECANCELED);
    check_nothing_left();
    co_block_on(spawn_ready, tasks);
    lg_detach(tasks[1]);
    lg_detach(tasks[0]);
    check_nothing_left();
}

/* A runtime that never ran what was given to it. */
static void test_never_run(void)
{
    lg_runtime *runtime = lg_runtime_new(NULL);
    lg_detach(co_spawn_in(runtime, "never run", ready, NULL));
    lg_runtime_drop(runtime);
    check_nothing_left();
}

int main(void)
{
    lg_clock_pause();
    lg_waker wakers[2];
    test_wakers();
    co_block_on(reuse, wakers);
    test_handles();
    test_never_run();
    return 0;
}
