// REQUIRES: plugin
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// RUN: %cc_tsan %plugin -O1 %s -o %t.tsan && %t.tsan
// Join sets, arrays of boxed futures and cancellation trees: what ends first comes first, what is dropped ends what it
// began, and a tree is cancelled downwards.
#include "check.h"
#include <lifeguard/cancel.h>
#include <lifeguard/future.h>
#include <lifeguard/futures.h>
#include <lifeguard/join_set.h>
#include <pthread.h>

static int alive;

typedef struct living {
    int number;
} living;

static void living_drop(living *self)
{
    note("-%d", self->number);
    alive--;
}

async int live(int number, uint64_t ms)
{
    lg_scoped(living) self = {number};
    alive++;
    await lg_sleep_ms(ms);
    return number;
}

/* join sets */

async void join_in_finishing_order(void)
{
    lg_scoped(lg_join_set) set = {0};
    int result = -1, error;
    CHECK_INT(lg_join_set_new(&set), 0);
    CHECK_INT(await lg_join_set_next(&set, &result), ENOENT);
    CHECK_INT(lg_join_set_try_next(&set, &result), ENOENT);
    CHECK_INT(lg_join_set_add(&set, NULL), ENOMEM);
    CHECK_INT(lg_join_set_add(&set, spawn(live(3, 30))), 0);
    CHECK_INT(lg_join_set_add(&set, spawn(live(1, 10))), 0);
    CHECK_INT(lg_join_set_add(&set, spawn(live(2, 20))), 0);
    CHECK_INT(lg_join_set_count(&set), 3);
    CHECK_INT(lg_join_set_try_next(&set, &result), EAGAIN);
    CHECK_INT(await_timeout(5, error = lg_join_set_next(&set, &result)), ETIMEDOUT);
    for (int i = 1; i <= 3; i++) {
        CHECK_INT(await lg_join_set_next(&set, &result), 0);
        CHECK_INT(result, i);
        CHECK_INT(lg_join_set_count(&set), 3 - i);
    }
    CHECK_LOG("-1 -2 -3");

    /* All have ended when they are asked for: still the first comes first. */
    CHECK_INT(lg_join_set_add(&set, spawn(live(5, 20))), 0);
    CHECK_INT(lg_join_set_add(&set, spawn(live(4, 10))), 0);
    await lg_sleep_ms(50);
    CHECK_INT(lg_join_set_try_next(&set, &result), 0);
    CHECK_INT(result, 4);
    CHECK_INT(lg_join_set_try_next(&set, NULL), 0);
    CHECK_LOG("-4 -5");

    /* Had ended before. */
    lg_task *task = spawn(live(6, 0));
    await lg_sleep_ms(1);
    CHECK_INT(lg_join_set_add(&set, task), 0);
    CHECK_INT(lg_join_set_try_next(&set, &result), 0);
    CHECK_INT(result, 6);
    CHECK_LOG("-6");

    /* Aborted. */
    CHECK_INT(lg_join_set_add(&set, spawn(live(7, 10))), 0);
    CHECK_INT(lg_join_set_add(&set, spawn(live(8, 10))), 0);
    await lg_yield_now();
    lg_join_set_abort_all(&set);
    for (int i = 0; i < 2; i++)
        CHECK_INT(await lg_join_set_next(&set, &result), ECANCELED);
    CHECK_INT(result, 6);
    CHECK_LOG("-7 -8");

    /* Detached, they run on; dropped, they end. */
    CHECK_INT(lg_join_set_add(&set, spawn(live(9, 10))), 0);
    await lg_yield_now();
    lg_join_set_detach_all(&set);
    CHECK_INT(lg_join_set_count(&set), 0);
    CHECK_INT(lg_join_set_add(&set, spawn(live(10, 10000))), 0);
    CHECK_INT(lg_join_set_add(&set, spawn(live(11, 0))), 0);
    await lg_sleep_ms(20);
    CHECK_INT(alive, 1);
    CHECK_LOG("-11 -9");
}

async void drop_sets(void)
{
    await join_in_finishing_order();
    CHECK_INT(alive, 1);
    await lg_yield_now();
    CHECK_INT(alive, 0);
    CHECK_LOG("-10");
}

/* Sets, tasks and their ends on several threads. */
enum { THREADS = 3, ROUNDS = 300 };

async int add(int a, int b)
{
    if (a % 3)
        await lg_yield_now();
    return a + b;
}

static lg_runtime *elsewhere;
static atomic_bool stop;

async void wait_for_stop(void)
{
    while (!atomic_load(&stop))
        await lg_sleep_ms(1);
}

static void *run_elsewhere(void *unused)
{
    block_on_in(elsewhere, wait_for_stop());
    return unused;
}

async void join_from_elsewhere(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        lg_scoped(lg_join_set) set = {0};
        int sum = 0, result, error;
        CHECK_INT(lg_join_set_new(&set), 0);
        for (int j = 0; j < 5; j++)
            CHECK_INT(lg_join_set_add(&set, spawn_in(elsewhere, add(j, i))), 0);
        if (i % 4 == 0)
            lg_join_set_abort_all(&set);
        if (i % 4 == 1)
            continue; /* drops the set while its tasks run there */
        while ((error = await lg_join_set_next(&set, &result)) != ENOENT)
            sum += error ? 0 : result;
        if (i % 4 >= 2)
            CHECK_INT(sum, 10 + 5 * i);
    }
}

static void *run_joins(void *unused)
{
    block_on(join_from_elsewhere());
    return unused;
}

static void test_threads(void)
{
    pthread_t runner, threads[THREADS];
    elsewhere = lg_runtime_new(NULL);
    CHECK(elsewhere);
    CHECK_INT(pthread_create(&runner, NULL, run_elsewhere, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, run_joins, NULL), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    atomic_store(&stop, true);
    pthread_join(runner, NULL);
    lg_runtime_drop(elsewhere);
}

/* arrays of boxed futures */

async void wait_for_arrays(void)
{
    enum { COUNT = 4 };
    int results[COUNT] = {0}, result;
    lg_future *futures[COUNT] = {future(live(20, 30)), NULL, future(live(21, 10)), future(live(22, 20))};
    void *places[COUNT] = {&results[0], NULL, &results[2], NULL};
    uint64_t start = lg_now_ms();
    CHECK_INT(await lg_future_await_any(futures, COUNT, &result), 2);
    CHECK_INT(result, 21);
    CHECK_INT(lg_now_ms() - start, 10);
    CHECK(lg_future_is_finished(futures[2]) && !lg_future_is_finished(futures[0]));
    CHECK_INT(await_timeout(5, lg_future_await_all(futures, places, COUNT)), ETIMEDOUT);
    await lg_future_await_all(futures, places, COUNT);
    CHECK_INT(lg_now_ms() - start, 30);
    CHECK_INT(results[0], 20);
    CHECK_INT(results[2], 0); /* it had finished before */
    CHECK_INT(await lg_future_await_any(futures, COUNT, &result), COUNT);
    await lg_future_await_all(futures, NULL, COUNT);
    for (int i = 0; i < COUNT; i++)
        lg_future_drop(futures[i]);
    CHECK_LOG("-21 -22 -20");
}

/* cancellation */

async void wait_for_cancel(lg_cancel_token *token, const char *name)
{
    await lg_cancelled(token);
    note("%s", name);
}

async void cancel_trees(void)
{
    lg_cancel_token root, left, right, leaf, late, same;
    CHECK_INT(lg_cancel_token_new(&root), 0);
    CHECK_INT(lg_cancel_token_child(&root, &left), 0);
    CHECK_INT(lg_cancel_token_child(&root, &right), 0);
    CHECK_INT(lg_cancel_token_child(&left, &leaf), 0);
    same = lg_cancel_token_clone(&leaf);
    lg_detach(spawn(wait_for_cancel(&root, "root")));
    lg_detach(spawn(wait_for_cancel(&left, "left")));
    lg_detach(spawn(wait_for_cancel(&right, "right")));
    lg_detach(spawn(wait_for_cancel(&leaf, "leaf")));
    lg_detach(spawn(wait_for_cancel(&same, "same")));
    await lg_yield_now();
    CHECK_INT(await_any(lg_cancelled(&right), lg_sleep_ms(1)), 1);
    lg_cancel(&left);
    lg_cancel(&left);
    CHECK(lg_is_cancelled(&left) && lg_is_cancelled(&leaf) && lg_is_cancelled(&same));
    CHECK(!lg_is_cancelled(&root) && !lg_is_cancelled(&right));
    await lg_yield_now();
    CHECK_LOG("left leaf same");
    CHECK_INT(lg_cancel_token_child(&leaf, &late), 0);
    CHECK(lg_is_cancelled(&late));
    await lg_cancelled(&late);
    lg_cancel_token_drop(&late);
    lg_cancel_token_drop(&late);

    /* A parent's handle may go first; the tree still reaches its children. */
    lg_cancel_token middle, below;
    CHECK_INT(lg_cancel_token_child(&root, &middle), 0);
    CHECK_INT(lg_cancel_token_child(&middle, &below), 0);
    lg_cancel_token_drop(&middle);
    lg_cancel(&root);
    CHECK(lg_is_cancelled(&below) && lg_is_cancelled(&right));
    await lg_yield_now();
    CHECK_LOG("root right");
    lg_cancel_token *all[] = {&root, &left, &right, &leaf, &same, &below};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        lg_cancel_token_drop(all[i]);
}

/* One tree on several threads: each makes and drops tokens below a shared one, which is cancelled meanwhile. */
static lg_cancel_token shared_token;

async void grow(void)
{
    for (;;) {
        lg_scoped(lg_cancel_token) child = {0}, grandchild = {0};
        CHECK_INT(lg_cancel_token_child(&shared_token, &child), 0);
        CHECK_INT(lg_cancel_token_child(&child, &grandchild), 0);
        if (await_any(lg_cancelled(&grandchild), lg_yield_now()) == 0)
            break;
        lg_cancel_token_drop(&child);
        if (await_any(lg_cancelled(&grandchild), lg_yield_now()) == 0)
            break;
    }
    CHECK(lg_is_cancelled(&shared_token));
}

async void wait_deep(int depth, lg_cancel_token *token)
{
    lg_scoped(lg_cancel_token) child = {0};
    CHECK_INT(lg_cancel_token_child(token, &child), 0);
    if (depth)
        await wait_deep(depth - 1, &child);
    else
        await lg_cancelled(&child);
}

static void *run_tree(void *number)
{
    if (*(int *)number)
        block_on(grow());
    else
        block_on(wait_deep(50, &shared_token));
    return NULL;
}

static void test_shared_tree(void)
{
    for (int round = 0; round < 50; round++) {
        pthread_t threads[THREADS];
        int numbers[THREADS];
        CHECK_INT(lg_cancel_token_new(&shared_token), 0);
        for (int i = 0; i < THREADS; i++) {
            numbers[i] = i;
            CHECK_INT(pthread_create(&threads[i], NULL, run_tree, &numbers[i]), 0);
        }
        for (int i = 0; i < round * 20; i++)
            CHECK(!lg_is_cancelled(&shared_token));
        lg_cancel(&shared_token);
        for (int i = 0; i < THREADS; i++)
            pthread_join(threads[i], NULL);
        lg_cancel_token_drop(&shared_token);
    }
}

int main(void)
{
    test_threads();
    test_shared_tree();
    lg_clock_pause();
    block_on(drop_sets());
    block_on(wait_for_arrays());
    CHECK_INT(alive, 0);
    block_on(cancel_trees());
    return 0;
}
