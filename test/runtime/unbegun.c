// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan
// Tasks that workers have taken into their queues and not begun when the runtime ends: they end with it, and who joins
// them learns it.
#include "../../runtime/src/crew.h"
#include "../../runtime/src/runtime.h"

#include "check.h"
#include <sched.h>
#include <semaphore.h>

enum { WORKERS = 2, MANY = 50 };

static lg_runtime *runtime;
static sem_t held, go;
static atomic_int ran;

static lg_poll hold(struct co *co, lg_context *cx)
{
    (void)cx;
    sem_post(&held);
    sem_wait(&go);
    co->state = -1;
    return LG_READY;
}

/* Until the runtime is about to end: then nothing is begun any more. */
static lg_poll hold_until_stopped(struct co *co, lg_context *cx)
{
    (void)cx;
    sem_post(&held);
    while (lg__load_acquire(&runtime->crew->orders) == LG__GO_ON)
        sched_yield();
    co->state = -1;
    return LG_READY;
}

static lg_poll run_once(struct co *co, lg_context *cx)
{
    (void)cx;
    atomic_fetch_add(&ran, 1);
    co->state = -1;
    return LG_READY;
}

static lg_poll join_given(struct co *co, lg_context *cx)
{
    int error;
    CO_BEGIN;
    CO_JOIN(*(lg_task **)co->data, NULL, &error);
    co->result = error;
    CO_END;
}

int main(void)
{
    CHECK_INT(sem_init(&held, 0, 0) | sem_init(&go, 0, 0), 0);
    for (int round = 0; round < 20; round++) {
        lg_task *tasks[MANY];
        int canceled = 0;
        atomic_store(&ran, 0);
        runtime = lg_runtime_new(&(lg_runtime_options){.workers = WORKERS});
        CHECK(runtime);
        for (int i = 0; i < WORKERS; i++)
            lg_detach(co_spawn_in(runtime, "hold", hold, NULL));
        for (int i = 0; i < WORKERS; i++)
            sem_wait(&held);
        /* All wait in line now. Whoever takes the first takes some of those behind it, and does not get to them. */
        for (int i = 0; i < WORKERS; i++)
            lg_detach(co_spawn_in(runtime, "hold", hold_until_stopped, NULL));
        for (int i = 0; i < MANY; i++)
            tasks[i] = co_spawn_in(runtime, "once", run_once, NULL);
        for (int i = 0; i < WORKERS; i++)
            sem_post(&go);
        for (int i = 0; i < WORKERS; i++)
            sem_wait(&held);
        lg_runtime_drop(runtime);
        for (int i = 0; i < MANY; i++) {
            CHECK(lg_task_is_finished(tasks[i]));
            int error = co_block_on(join_given, &tasks[i]);
            CHECK(error == 0 || error == ECANCELED);
            canceled += error != 0;
        }
        CHECK_INT(canceled + atomic_load(&ran), MANY);
        CHECK(canceled > 0);
    }
    return 0;
}
