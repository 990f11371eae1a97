// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// RUN: %cc_tsan %plugin -O1 %s -o %t.tsan && %t.tsan
// Runtimes inside of each other: a task of a worker calls functions that block on a runtime of their own, and on that
// of other workers, and make and drop a third. What is inside wakes, spawns and joins outside; and each finds its own.
#include "check.h"

enum { TASKS = 8, ROUNDS = 5 };

static lg_runtime *outer, *other;
static lg_semaphore told = LG_SEMAPHORE_INIT(0);

async void tell(void)
{
    CHECK(lg_runtime_current() == outer);
    lg_semaphore_add(&told, 1);
    await lg_yield_now();
    CHECK(lg_runtime_current() == outer);
}

async int inside(int number)
{
    lg_scoped(lg_semaphore_permit) permit = {0};
    lg_runtime *own = lg_runtime_current();
    CHECK(own != outer && own != other);
    lg_task *teller = spawn_in(outer, tell());
    CHECK_INT(await lg_semaphore_acquire(&told, 1, &permit), 0);
    lg_semaphore_permit_forget(&permit);
    await lg_sleep_ms(1);
    CHECK(lg_runtime_current() == own);
    CHECK_INT(await lg_join(teller, NULL), 0);
    return number + 1;
}

async int beside(int number)
{
    CHECK(lg_runtime_current() == other);
    await lg_sleep_ms(1);
    CHECK(lg_runtime_current() == other);
    return number + 2;
}

async void sleep_for_ever(void)
{
    await lg_sleep_ms(UINT64_MAX);
}

/* An ordinary function, where block_on may stand. */
static void block(int number)
{
    CHECK_INT(block_on(inside(number)), number + 1);
    CHECK(lg_runtime_current() == outer);
    CHECK_INT(block_on_in(other, beside(number)), number + 2);
    CHECK(lg_runtime_current() == outer);
    lg_runtime *third = lg_runtime_new(&(lg_runtime_options){.workers = 2});
    lg_detach(spawn_in(third, sleep_for_ever()));
    lg_runtime_drop(third);
    CHECK(lg_runtime_current() == outer);
}

async void block_and_go_on(int number)
{
    block(number);
    await lg_yield_now();
    block(number);
}

async void run(void)
{
    lg_task *tasks[TASKS];
    for (int i = 0; i < TASKS; i++)
        tasks[i] = spawn(block_and_go_on(i));
    for (int i = 0; i < TASKS; i++)
        CHECK_INT(await lg_join(tasks[i], NULL), 0);
}

int main(void)
{
    other = lg_runtime_new(&(lg_runtime_options){.workers = 2});
    outer = lg_runtime_new(&(lg_runtime_options){.workers = TASKS + 1}); /* one is never blocked: it tells */
    for (int i = 0; i < ROUNDS; i++)
        block_on_in(outer, run());
    lg_runtime_drop(outer);
    lg_runtime_drop(other);
    CHECK(!lg_runtime_current());
    return 0;
}
