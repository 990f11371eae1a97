// RUN: %cc_runtime -I %root/runtime/src %s -o %t && %t
// RUN: %cc_asan -I %root/runtime/src %s -o %t.asan && %t.asan
// RUN: %cc_tsan -I %root/runtime/src %s -o %t.tsan && %t.tsan
// What a runtime sleeps in, played by the test: it is polled by one thread at a time, closed with the runtime, and not
// dropped while a thread that has woken a task is still unparking it.
#include "driver.h"
#include "check.h"
#include <pthread.h>

enum { WORKERS = 3 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool unparked;
static bool slept;        /* somebody, in `poll` */
static bool waits;        /* the task; `waker` is its */
static bool unparking;    /* the thread that tarries */
static bool runtime_gone; /* lg_runtime_drop has returned */

static atomic_int inside, closed, dropped;
static _Thread_local enum { NEVER, AT_THE_NEXT, DONE } tarries;

static void set(bool *what)
{
    pthread_mutex_lock(&mutex);
    *what = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mutex);
}

static void wait_for(const bool *what)
{
    pthread_mutex_lock(&mutex);
    while (!*what)
        pthread_cond_wait(&changed, &mutex);
    pthread_mutex_unlock(&mutex);
}

static void poll_driver(struct lg__driver *self, uint64_t ns)
{
    (void)self;
    CHECK_INT(atomic_fetch_add(&inside, 1), 0);
    pthread_mutex_lock(&mutex);
    if (ns == UINT64_MAX) {
        slept = true;
        pthread_cond_broadcast(&changed);
        while (!unparked)
            pthread_cond_wait(&changed, &mutex);
    }
    unparked = false;
    pthread_mutex_unlock(&mutex);
    CHECK_INT(atomic_fetch_sub(&inside, 1), 1);
}

static void unpark_driver(struct lg__driver *self)
{
    (void)self;
    set(&unparked);
    if (tarries != AT_THE_NEXT)
        return;
    tarries = DONE;
    set(&unparking);
    wait_for(&runtime_gone);
    CHECK_INT(closed, 1);
    CHECK_INT(dropped, 0);
}

static void close_driver(struct lg__driver *self)
{
    (void)self;
    CHECK_INT(inside, 0);
    CHECK_INT(dropped, 0);
    closed++;
}

static void drop_driver(struct lg__driver *self)
{
    (void)self;
    CHECK_INT(closed, 1);
    dropped++;
}

static struct lg__driver driver = {poll_driver, unpark_driver, close_driver, drop_driver};
static lg_waker waker;

/* Attaches the driver, leaves its waker, and waits for ever. */
static lg_poll wait_in_driver(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    CHECK(lg__runtime_attach(cx->runtime, &driver) == &driver);
    CHECK(lg__runtime_driver(cx->runtime) == &driver);
    waker = lg_waker_clone(cx->waker);
    set(&waits);
    for (;;) {
        CO_PEND();
    }
    CO_END;
}

static void *wake(void *unused)
{
    tarries = AT_THE_NEXT;
    while (tarries != DONE) /* until whom a wake unparks sleeps in the driver */
        lg_waker_wake_by_ref(&waker);
    CHECK_INT(dropped, 0);
    lg_waker_drop(waker); /* the last that keeps the runtime's memory */
    CHECK_INT(dropped, 1);
    return unused;
}

int main(void)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = WORKERS});
    CHECK(runtime);
    lg_detach(co_spawn_in(runtime, "waits", wait_in_driver, NULL));
    wait_for(&waits);
    wait_for(&slept); /* also if all others slept before there was a driver */
    pthread_t waking;
    CHECK_INT(pthread_create(&waking, NULL, wake, NULL), 0);
    wait_for(&unparking);
    lg_runtime_drop(runtime);
    set(&runtime_gone);
    CHECK_INT(pthread_join(waking, NULL), 0);
    return 0;
}
