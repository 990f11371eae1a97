// RUN: %cc_tsan %plugin -O1 %s -o %t.tsan && %t.tsan
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// Futures move between workers under load, and the hooks of their guards run on the thread that polls: a guard is
// active on this thread whenever its function runs, at every depth, in branches, in what is aborted, and on no thread
// else.
#include <lifeguard.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) ((condition) ? (void)0 : (fprintf(stderr, "%d: not so: %s\n", __LINE__, #condition), abort()))

static _Thread_local int active_here; /* guards of the poll under way */
static atomic_int alive, hooks, moves;

typedef struct lifecycle(here_on_resume, here_on_suspend) here {
    pthread_t thread;
    bool active;
} here;

static here here_begin(void)
{
    atomic_fetch_add(&alive, 1);
    active_here++;
    return (here){pthread_self(), true};
}

static void here_drop(here *guard)
{
    CHECK(guard->active && pthread_equal(guard->thread, pthread_self()));
    active_here--;
    atomic_fetch_sub(&alive, 1);
}

static void here_on_resume(here *guard, lg_context *cx)
{
    (void)cx;
    CHECK(!guard->active);
    if (!pthread_equal(guard->thread, pthread_self()))
        atomic_fetch_add(&moves, 1);
    *guard = (here){pthread_self(), true};
    active_here++;
    atomic_fetch_add(&hooks, 1);
}

static void here_on_suspend(here *guard, lg_context *cx)
{
    (void)cx;
    CHECK(guard->active && pthread_equal(guard->thread, pthread_self()));
    guard->active = false;
    active_here--;
}

static void check_here(const here *guard)
{
    CHECK(guard->active && pthread_equal(guard->thread, pthread_self()) && active_here > 0);
}

async void inner(int n)
{
    lg_scoped(here) guard = here_begin();
    for (int i = 0; i < n; i++) {
        if (i % 7 == 3)
            await lg_sleep_ms(1);
        else
            await lg_yield_now();
        check_here(&guard);
    }
}

async void outer(int n)
{
    lg_scoped(here) guard = here_begin();
    await inner(n);
    check_here(&guard);
    CHECK(active_here == 1);
    await_all(inner(n % 5), inner(n % 3));
    check_here(&guard);
    CHECK(active_here == 1);
}

async void many(void)
{
    enum { TASKS = 200 };
    lg_task *tasks[TASKS];
    for (int i = 0; i < TASKS; i++)
        tasks[i] = spawn(outer(i % 20));
    await lg_yield_now();
    for (int i = 0; i < TASKS; i++)
        if (i % 5 == 0)
            lg_abort(tasks[i]);
    for (int i = 0; i < TASKS; i++)
        await lg_join(tasks[i], NULL);
    CHECK(active_here == 0 && atomic_load(&alive) == 0);
}

int main(void)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = 4});
    for (int i = 0; i < 10; i++)
        block_on_in(runtime, many());
    lg_task *left =
        spawn_in(runtime, outer(1000000)); /* dropped with the runtime, by another thread than its workers */
    lg_detach(left);
    lg_runtime_drop(runtime);
    CHECK(active_here == 0 && atomic_load(&alive) == 0 && atomic_load(&hooks) > 0);
    return 0;
}
