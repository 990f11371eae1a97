// REQUIRES: plugin
// RUN: %cc_tsan %plugin -O1 %s -o %t && %t
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// Runtimes come and go while tasks of one that stays join their tasks, alone and in sets, have no patience, abort them,
// cancel them by tokens, and exchange messages with them: each join ends, with a result or ECANCELED.
#include "check.h"
#include <lifeguard/blocking.h>
#include <lifeguard/cancel.h>
#include <lifeguard/join_set.h>
#include <sched.h>

enum { CALLERS = 24, ROUNDS = 48 };

static void has_spawned(void);

static void add_one(void *number)
{
    ++*(int *)number;
}

/* What is asked of a runtime that may end at any moment. */
async int work(int number, int kind)
{
    if (kind == 0) {
        await lg_yield_now();
    } else if (kind == 1) {
        await lg_sleep_ms(1);
    } else if (kind == 2) {
        number--;
        int error = await lg_blocking(add_one, &number);
        if (error == ECANCELED)
            await lg_sleep_ms(UINT64_MAX); /* the runtime ends, and this with it */
        CHECK_INT(error, 0);
    } else if (kind == 3) {
        for (;;)
            await lg_yield_now();
    }
    return number;
}

async void answer(lg_oneshot_sender *tx, int number)
{
    await lg_yield_now();
    lg_oneshot_send(tx, &number); /* EPIPE: nobody waits any more */
}

async void wait_for(lg_cancel_token *token)
{
    await lg_cancelled(token);
}

static async void check_join(lg_task *task, int number, int kind)
{
    int result = -1, error = await lg_join(task, &result);
    CHECK(error ? error == ECANCELED && result == -1 : result == number && kind != 3);
}

async void join_one(lg_runtime *runtime, int number, int kind)
{
    lg_task *task = spawn_in(runtime, work(number, kind));
    CHECK(task);
    has_spawned();
    int result = -1, error = 0;
    if (await_timeout(2, error = lg_join(task, &result)) == 0) {
        CHECK(error ? error == ECANCELED : result == number);
        return;
    }
    lg_abort(task);
    await check_join(task, number, kind);
}

async void join_set(lg_runtime *runtime, int number)
{
    lg_scoped(lg_join_set) set = {0};
    int result, error;
    CHECK_INT(lg_join_set_new(&set), 0);
    for (int kind = 0; kind < 4; kind++)
        CHECK_INT(lg_join_set_add(&set, spawn_in(runtime, work(number, kind))), 0);
    has_spawned();
    if (number % 3 == 0)
        return; /* which aborts all */
    for (int i = 0; i < 2; i++)
        if (await_timeout(1, error = lg_join_set_next(&set, &result)) == 0)
            CHECK(error ? error == ECANCELED : result == number);
    lg_join_set_abort_all(&set);
    while ((error = await lg_join_set_next(&set, &result)) != ENOENT)
        CHECK(error ? error == ECANCELED : result == number);
}

async void exchange(lg_runtime *runtime, int number)
{
    lg_scoped(lg_oneshot_receiver) rx = {0};
    lg_scoped(lg_oneshot_sender) tx = {0};
    lg_scoped(lg_cancel_token) token = {0}, child = {0};
    int message = -1, error = 0;
    CHECK_INT(lg_oneshot_new(sizeof message, NULL, &tx, &rx), 0);
    CHECK_INT(lg_cancel_token_new(&token), 0);
    CHECK_INT(lg_cancel_token_child(&token, &child), 0);
    lg_task *answering = spawn_in(runtime, answer(&tx, number)), *waiting = spawn_in(runtime, wait_for(&child));
    CHECK(answering && waiting);
    has_spawned();
    if (await_any(error = lg_oneshot_recv(&rx, &message), lg_sleep_ms(2)) == 0)
        CHECK(error == 0 && message == number);
    lg_cancel(&token);
    error = await lg_join(waiting, NULL); /* they borrow what is here */
    CHECK(error == 0 || error == ECANCELED);
    lg_abort(answering);
    error = await lg_join(answering, NULL);
    CHECK(error == 0 || error == ECANCELED);
}

static lg_runtime *steady, *there;
static atomic_int spawned, calls; /* of one round */

/* All that is spawned is spawned before the runtime ends; it ends in the middle of the rest. */
static void has_spawned(void)
{
    atomic_fetch_add(&spawned, 1);
}

async void call(int number)
{
    if (number % 3 == 0)
        await join_one(there, number, number / 3 % 4);
    else if (number % 3 == 1)
        await join_set(there, number);
    else
        await exchange(there, number);
    atomic_fetch_add(&calls, 1);
}

static void wait_until(atomic_int *count, int enough)
{
    while (atomic_load(count) < enough)
        sched_yield();
}

int main(void)
{
    lg_task *tasks[CALLERS];
    steady = lg_runtime_new(&(lg_runtime_options){.workers = 3});
    CHECK(steady);
    for (int round = 0; round < ROUNDS; round++) {
        there = lg_runtime_new(&(lg_runtime_options){.workers = 2, .blocking_threads = 2});
        CHECK(there);
        atomic_store(&spawned, 0);
        atomic_store(&calls, 0);
        for (int i = 0; i < CALLERS; i++)
            CHECK((tasks[i] = spawn_in(steady, call(round + i))));
        wait_until(&spawned, CALLERS);
        wait_until(&calls, round % CALLERS);
        lg_runtime_drop(there);
        for (int i = 0; i < CALLERS; i++)
            CHECK_INT(block_on(lg_join(tasks[i], NULL)), 0);
    }
    lg_runtime_drop(steady);
    return 0;
}
