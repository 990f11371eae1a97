// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan
// What the options of a runtime do: seeds, budget, names, slow polls, statistics.
#define _GNU_SOURCE /* pthread_getname_np */
#include "check.h"
#include <pthread.h>
#include <semaphore.h>

/* The order in which four tasks say their names three times each is decided by the seed alone. */
static lg_poll thrice(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    for (co->i = 0; co->i < 3; co->i++) {
        note("%s", co->name);
        CO_YIELD();
    }
    CO_END;
}

static lg_poll spawn_four(struct co *co, lg_context *cx)
{
    static lg_task *tasks[4];
    static const char *names[] = {"a", "b", "c", "d"};
    int error;
    CO_BEGIN;
    for (int i = 0; i < 4; i++)
        tasks[i] = co_spawn(names[i], thrice, NULL);
    for (co->i = 0; co->i < 4; co->i++) {
        CO_JOIN(tasks[co->i], NULL, &error);
        CHECK_INT(error, 0);
    }
    CO_END;
}

static void order_of(uint64_t seed, char *order)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.seed = seed});
    co_block_on_in(runtime, spawn_four, NULL);
    lg_runtime_drop(runtime);
    strcpy(order, log_text);
    log_text[0] = '\0';
}

static void test_seed(void)
{
    enum { SEEDS = 50 };
    static char orders[SEEDS][64], again[64];
    int different = 0;
    order_of(0, again);
    CHECK(strcmp(again, "a b c d a b c d a b c d") == 0);
    for (int i = 0; i < SEEDS; i++) {
        order_of((uint64_t)i + 1, orders[i]);
        order_of((uint64_t)i + 1, again);
        CHECK(strcmp(orders[i], again) == 0);
        CHECK_INT(strlen(orders[i]), 23);
        bool seen = false;
        for (int k = 0; k < i; k++)
            seen |= strcmp(orders[i], orders[k]) == 0;
        different += !seen;
    }
    CHECK(different > SEEDS / 2);
    errno = 0;
    CHECK(!lg_runtime_new(&(lg_runtime_options){.seed = 1, .workers = 2}));
    CHECK_INT(errno, EINVAL);
}

/* A loop over what is always ready lets others run, after as many operations as the budget says. */
static lg_poll restless(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    for (;;) {
        ++*(int *)co->data;
        CO_SLEEP(0);
    }
    CO_END;
}

static lg_poll beside_restless(struct co *co, lg_context *cx)
{
    static int operations;
    static lg_task *task;
    CO_BEGIN;
    operations = 0;
    task = co_spawn("restless", restless, &operations);
    CO_YIELD();
    co->result = operations;
    lg_abort(task);
    lg_detach(task);
    CO_END;
}

static void test_budget(void)
{
    unsigned budgets[] = {0, 1, 7, 1000};
    for (int i = 0; i < 4; i++) {
        lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.budget = budgets[i]});
        CHECK_INT(co_block_on_in(runtime, beside_restless, NULL), budgets[i] ? (int)budgets[i] + 1 : 129);
        lg_runtime_drop(runtime);
        CHECK_LOG("drop:restless");
    }
}

/* Several workers and a budget: nobody is starved, though each worker has a task that never rests. */
static lg_poll say_done(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    CO_YIELD();
    CO_END;
}

static lg_poll among_restless(struct co *co, lg_context *cx)
{
    static int operations[4];
    int error;
    CO_BEGIN;
    for (int i = 0; i < 4; i++)
        lg_detach(co_spawn("restless", restless, &operations[i]));
    for (co->i = 0; co->i < 100; co->i++) {
        co->children[0] = co_spawn("done", say_done, NULL);
        CO_JOIN(co->children[0], NULL, &error);
        CHECK_INT(error, 0);
    }
    CO_END;
}

/* A poll that does not return is reported while it lasts. */
struct slow {
    sem_t reported;
    lg_slow_poll poll;
    int times;
};

static void report(void *data, const lg_slow_poll *poll)
{
    struct slow *slow = data;
    slow->poll = *poll;
    slow->times++;
    sem_post(&slow->reported);
}

static lg_poll wait_for_report(struct co *co, lg_context *cx)
{
    (void)cx;
    sem_wait(&((struct slow *)co->data)->reported);
    co->state = -1;
    return LG_READY;
}

static void test_slow_polls(unsigned workers)
{
    struct slow slow = {.times = 0};
    sem_init(&slow.reported, 0, 0);
    lg_runtime_options options = {.workers = workers, .slow_poll_ms = 5, .slow_poll = report, .slow_poll_data = &slow};
    lg_runtime *runtime = lg_runtime_new(&options);
    co_block_on_in(runtime, wait_for_report, &slow);
    lg_stats stats;
    lg_runtime_stats(runtime, &stats);
    CHECK_INT(stats.slow_polls, 1);
    lg_runtime_drop(runtime);
    CHECK_INT(slow.times, 1);
    CHECK(strcmp(slow.poll.name, "co") == 0 && slow.poll.ms >= 5 && slow.poll.worker < (workers ? workers : 1));
}

/* What a worker holds that is stuck in a poll is taken over: a task in front of its ring, and a timer. */
static sem_t other_ran;

static lg_poll post(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    if (co->data)
        CO_SLEEP(1);
    sem_post(&other_ran);
    CO_END;
}

static lg_poll be_stuck(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    lg_detach(co_spawn("next", post, NULL));
    sem_wait(&other_ran);
    lg_detach(co_spawn("sleeper", post, ""));
    CO_YIELD();
    sem_wait(&other_ran);
    CO_END;
}

static void test_stuck(void)
{
    sem_init(&other_ran, 0, 0);
    for (unsigned workers = 2; workers <= 3; workers++) {
        lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers});
        for (int i = 0; i < 40; i++) /* whichever way the worker has come by the task */
            co_block_on_in(runtime, be_stuck, NULL);
        lg_runtime_drop(runtime);
    }
}

/* Numbers that are known. */
static void test_stats(void)
{
    lg_runtime *runtime = lg_runtime_new(NULL);
    lg_stats stats;
    co_block_on_in(runtime, spawn_four, NULL);
    log_text[0] = '\0';
    lg_runtime_stats(runtime, &stats);
    CHECK_INT(stats.workers, 1);
    CHECK_INT(stats.all.spawned, 5);
    CHECK_INT(stats.all.finished, 5);
    CHECK(stats.all.polls >= 16);
    CHECK(!stats.all.polling);
    lg_worker_stats one;
    CHECK_INT(lg_runtime_worker_stats(runtime, 0, &one), 0);
    CHECK_INT(one.polls, stats.all.polls);
    CHECK_INT(lg_runtime_worker_stats(runtime, 1, &one), EINVAL);
    lg_runtime_drop(runtime);

    runtime = lg_runtime_new(&(lg_runtime_options){.workers = 3});
    co_block_on_in(runtime, among_restless, NULL);
    lg_runtime_stats(runtime, &stats);
    CHECK_INT(stats.workers, 3);
    CHECK_INT(stats.all.spawned, 105);
    CHECK(stats.all.finished <= 101);
    CHECK_INT(lg_runtime_worker_stats(runtime, 2, &one), 0);
    lg_runtime_drop(runtime);
    log_text[0] = '\0';
}

static lg_poll name_of_thread(struct co *co, lg_context *cx)
{
    char name[16];
    (void)cx;
    CHECK_INT(pthread_getname_np(pthread_self(), name, sizeof name), 0);
    CHECK(strcmp(name, "mine-0") == 0 || strcmp(name, "mine-1") == 0);
    co->state = -1;
    return LG_READY;
}

int main(void)
{
    test_seed();
    test_budget();
    test_slow_polls(0);
    test_slow_polls(2);
    test_stats();
    test_stuck();
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = 2, .name = "mine"});
    co_block_on_in(runtime, name_of_thread, NULL);
    lg_runtime_drop(runtime);
    return 0;
}
