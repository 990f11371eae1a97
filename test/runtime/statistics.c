// REQUIRES: plugin
// RUN: %cc_runtime %plugin -O2 %s -o %t && %t
// RUN: %cc_tsan %plugin -O1 %s -o %t.tsan && %t.tsan
// What a runtime says of its workers, where it is known what they have done: one is held up in a poll, and the other
// takes everything from it; and of its pool for calls that block.
#include "check.h"
#include <lifeguard/blocking.h>
#include <sched.h>
#include <semaphore.h>

enum { WORKERS = 2, MANY = 600 }; /* more than a worker's queue has room for */

static lg_runtime *runtime;
static sem_t held, go, all_ran;
static atomic_int ran;

async void hold(void)
{
    sem_post(&held);
    sem_wait(&go);
}

async void run_once(void)
{
    if (atomic_fetch_add(&ran, 1) + 1 == MANY)
        sem_post(&all_ran);
}

/* The number of the worker that polls `name`. */
static unsigned worker_that_polls(const char *name)
{
    lg_worker_stats stats;
    for (unsigned i = 0; i < WORKERS; i++) {
        CHECK_INT(lg_runtime_worker_stats(runtime, i, &stats), 0);
        if (stats.polling && strcmp(stats.polling, name) == 0)
            return i;
    }
    abort();
}

/* Spawns while the other worker is held up, then lets it go and stays in this poll until it has run everything. */
async unsigned spawn_and_stay(void)
{
    lg_stats stats;
    lg_worker_stats own, other;
    unsigned self = worker_that_polls("spawn_and_stay");
    CHECK_INT(worker_that_polls("hold"), 1 - self);
    for (int i = 0; i < MANY; i++)
        lg_detach(spawn(run_once()));
    CHECK_INT(lg_runtime_worker_stats(runtime, self, &own), 0);
    CHECK_INT(own.spawned, MANY);
    CHECK(own.overflows > 0);
    lg_runtime_stats(runtime, &stats);
    CHECK(stats.injection > 0 && stats.injection < MANY);
    CHECK_INT(stats.all.spawned, MANY + 2); /* with this and the one that is held up */
    CHECK_INT(stats.all.finished, 0);
    CHECK_INT(atomic_load(&ran), 0);
    sem_post(&go);
    sem_wait(&all_ran);
    CHECK_INT(lg_runtime_worker_stats(runtime, 1 - self, &other), 0);
    CHECK(other.steals > 0 && other.steals <= other.stolen);
    CHECK(other.injected > 0 && other.stolen + other.injected >= MANY);
    CHECK(other.polls >= MANY + 1);
    return self;
}

static void test_workers(void)
{
    lg_stats stats;
    lg_worker_stats each[WORKERS];
    runtime = lg_runtime_new(&(lg_runtime_options){.workers = WORKERS});
    CHECK(runtime);
    lg_detach(spawn_in(runtime, hold()));
    sem_wait(&held);
    unsigned self = block_on_in(runtime, spawn_and_stay());
    do {
        sched_yield();
        lg_runtime_stats(runtime, &stats);
    } while (stats.all.finished < MANY + 2);
    for (unsigned i = 0; i < WORKERS; i++) /* both have nothing to do, and fall asleep */
        do {
            sched_yield();
            CHECK_INT(lg_runtime_worker_stats(runtime, i, &each[i]), 0);
        } while (each[i].parks == 0 || each[i].polling);
    lg_runtime_stats(runtime, &stats);
    CHECK_INT(stats.injection, 0);
    CHECK_INT(stats.all.spawned, MANY + 2);
    CHECK_INT(stats.all.finished, MANY + 2);
    CHECK_INT(stats.all.finished, each[0].finished + each[1].finished);
    CHECK_INT(stats.all.polls, each[0].polls + each[1].polls);
    CHECK_INT(stats.all.steals, each[0].steals + each[1].steals);
    CHECK_INT(stats.all.stolen, each[0].stolen + each[1].stolen);
    CHECK_INT(stats.all.injected, each[0].injected + each[1].injected);
    CHECK_INT(stats.all.overflows, each[0].overflows + each[1].overflows);
    CHECK_INT(each[1 - self].finished, MANY + 1);
    lg_runtime_drop(runtime);
}

/* A task that comes to a runtime at rest wakes who is to run it, and perhaps one more that looks for others; not all.
 */
enum { CROWD = 16, ALONE = 200 };

async int be_alone(void)
{
    return 1;
}

static uint64_t parks_of(lg_runtime *crowd, bool all_asleep)
{
    lg_stats stats;
    for (unsigned i = 0; all_asleep && i < CROWD; i++) {
        lg_worker_stats each = {0};
        for (; each.parks == 0; sched_yield())
            CHECK_INT(lg_runtime_worker_stats(crowd, i, &each), 0);
    }
    lg_runtime_stats(crowd, &stats);
    return stats.all.parks;
}

static void test_no_thundering(void)
{
    lg_runtime *crowd = lg_runtime_new(&(lg_runtime_options){.workers = CROWD});
    uint64_t before = parks_of(crowd, true);
    for (int i = 0; i < ALONE; i++)
        CHECK_INT(block_on_in(crowd, be_alone()), 1);
    uint64_t parks = parks_of(crowd, false) - before;
    CHECK(parks <= ALONE * CROWD / 3);
    lg_runtime_drop(crowd);
}

/* The pool. */

static void wait_to_go(void *unused)
{
    (void)unused;
    sem_post(&held);
    sem_wait(&go);
}

async void call(void)
{
    CHECK_INT(await lg_blocking(wait_to_go, NULL), 0);
}

async void three_calls(void)
{
    lg_task *calls[3];
    lg_stats stats;
    lg_runtime_stats(lg_runtime_current(), &stats);
    CHECK_INT(stats.blocking_threads, 0);
    for (int i = 0; i < 3; i++)
        calls[i] = spawn(call());
    do {
        await lg_yield_now();
        lg_runtime_stats(lg_runtime_current(), &stats);
    } while (stats.blocking_queued < 2);
    sem_wait(&held);
    lg_runtime_stats(lg_runtime_current(), &stats);
    CHECK_INT(stats.blocking_threads, 1);
    CHECK_INT(stats.blocking_queued, 2);
    for (int i = 0; i < 3; i++)
        sem_post(&go);
    for (int i = 0; i < 3; i++)
        CHECK_INT(await lg_join(calls[i], NULL), 0);
}

/* One thread for three calls, which ends when there was nothing to do. */
static void test_pool(void)
{
    lg_stats stats;
    lg_runtime *one = lg_runtime_new(&(lg_runtime_options){.blocking_threads = 1, .blocking_idle_ms = 1});
    block_on_in(one, three_calls());
    do {
        sched_yield();
        lg_runtime_stats(one, &stats);
    } while (stats.blocking_threads > 0);
    CHECK_INT(stats.blocking_queued, 0);
    lg_runtime_drop(one);
}

/* Slow polls that nobody wants to be told of are counted; this one lasts until it was. */
async void be_slow(void)
{
    lg_stats stats;
    do {
        sched_yield();
        lg_runtime_stats(lg_runtime_current(), &stats);
    } while (stats.slow_polls == 0);
    CHECK_INT(stats.slow_polls, 1);
}

static void test_slow_polls(void)
{
    for (unsigned workers = 1; workers <= 2; workers++) {
        lg_runtime *watched = lg_runtime_new(&(lg_runtime_options){.workers = workers, .slow_poll_ms = 1});
        block_on_in(watched, be_slow());
        lg_runtime_drop(watched);
    }
}

int main(void)
{
    CHECK_INT(sem_init(&held, 0, 0) | sem_init(&go, 0, 0) | sem_init(&all_ran, 0, 0), 0);
    test_workers();
    test_no_thundering();
    while (sem_trywait(&held) == 0)
        ;
    test_pool();
    test_slow_polls();
    return 0;
}
