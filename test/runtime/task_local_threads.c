// REQUIRES: plugin
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// RUN: %cc_tsan %plugin -O1 %s -o %t.tsan && %t.tsan
// Task-local values on several workers: each task finds its own after every wait, on whichever thread it goes on, in
// callees and branches too; what is aborted leaves nothing behind, and who has set nothing finds nothing.
#include "check.h"
#include <lifeguard/task_local.h>
#include <pthread.h>

enum { WORKERS = 4, TASKS = 60, TURNS = 50 };

LG_TASK_LOCAL(user);
LG_TASK_LOCAL(request);

static atomic_int moves;

async void turn(const int *who)
{
    pthread_t before = pthread_self();
    CHECK(lg_task_local_get(&user) == who);
    await lg_yield_now();
    CHECK(lg_task_local_get(&user) == who);
    if (!pthread_equal(before, pthread_self()))
        atomic_fetch_add(&moves, 1);
}

async void branch(const int *who, int number)
{
    lg_scoped(lg_task_local_scope) scope = lg_task_local_set(&request, &number);
    for (int i = 0; i < number; i++) {
        await turn(who);
        CHECK(lg_task_local_get(&request) == &number);
    }
}

async int work(int number)
{
    CHECK(!lg_task_local_get(&user) && !lg_task_local_get(&request));
    lg_scoped(lg_task_local_scope) scope = lg_task_local_set(&user, &number);
    for (int i = 0; i < TURNS; i++) {
        await_all(branch(&number, 1), branch(&number, 2), turn(&number));
        CHECK(lg_task_local_get(&user) == &number && !lg_task_local_get(&request));
        int inner = i;
        lg_scoped(lg_task_local_scope) hides = lg_task_local_set(&user, &inner);
        await turn(&inner);
    }
    CHECK(lg_task_local_get(&user) == &number);
    return number;
}

async void round_of_all(void)
{
    lg_task *tasks[TASKS];
    for (int i = 0; i < TASKS; i++)
        CHECK((tasks[i] = spawn(work(i))));
    await lg_yield_now();
    for (int i = 0; i < TASKS; i += 5)
        lg_abort(tasks[i]);
    for (int i = 0; i < TASKS; i++) {
        int result = -1, error = await lg_join(tasks[i], &result);
        CHECK(error ? error == ECANCELED && i % 5 == 0 : result == i);
        CHECK(!lg_task_local_get(&user));
    }
}

int main(void)
{
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = WORKERS});
    CHECK(runtime);
    do
        block_on_in(runtime, round_of_all());
    while (atomic_load(&moves) == 0);
    lg_runtime_drop(runtime);
    CHECK(!lg_task_local_get(&user));
    return 0;
}
