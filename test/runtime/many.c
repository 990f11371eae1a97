// RUN: %cc_runtime %plugin %s -o %t && %t
// RUN: %cc_asan %plugin %s -o %t.asan && %t.asan
// So many tasks that their memory comes in huge pages: they sleep, the clock jumps, a third is aborted meanwhile; each
// result is the task's own, whatever its size, and a second round finds the memory of the first. Then as many are left
// to the end of the runtime, asleep, asked to end, and not begun: each that began is cleaned up after, once.
#include "check.h"
#include <lifeguard.h>

enum { MANY = 60000 };

typedef struct large {
    int numbers[40];
} large;

static async char tiny(int i)
{
    await lg_sleep_ms((uint64_t)i * 7919 % 1000 + 1);
    return (char)(i % 100);
}

static async long word(int i)
{
    await lg_sleep_ms((uint64_t)i * 7919 % 1000 + 1);
    return i;
}

static async large many_words(int i)
{
    await lg_sleep_ms((uint64_t)i * 7919 % 1000 + 1);
    large result = {{i}};
    result.numbers[39] = -i;
    return result;
}

static async void three(lg_task **tasks, int i)
{
    char first = 0;
    long second = 0;
    large third = {{0}};
    int error = await lg_join(tasks[0], &first);
    CHECK(error == (i % 3 == 0 ? ECANCELED : 0) && (error || first == (char)(i % 100)));
    error = await lg_join(tasks[1], &second);
    CHECK(error == (i % 3 == 1 ? ECANCELED : 0) && (error || second == i));
    error = await lg_join(tasks[2], &third);
    CHECK(error == (i % 3 == 2 ? ECANCELED : 0) && (error || (third.numbers[0] == i && third.numbers[39] == -i)));
}

static async void round_of_all(lg_task **tasks)
{
    for (int i = 0; i < MANY; i++) {
        tasks[3 * i] = spawn(tiny(i));
        tasks[3 * i + 1] = spawn(word(i));
        tasks[3 * i + 2] = spawn(many_words(i));
    }
    await lg_yield_now(); /* all sleep */
    for (int i = 0; i < MANY; i++)
        lg_abort(tasks[3 * i + i % 3]);
    for (int i = 0; i < MANY; i++)
        await three(&tasks[3 * i], i);
}

static async void rounds(lg_task **tasks)
{
    await round_of_all(tasks);
    await round_of_all(tasks);
}

static int begun, alive;

static void forget(int **count)
{
    --**count;
}

static async void wait_for_the_end(void)
{
    __attribute__((cleanup(forget))) int *count = &alive;
    (void)count; /* clang 16 takes it for unused otherwise */
    begun++;
    alive++;
    await lg_sleep_ms(UINT64_MAX);
}

static async void leave_all(void)
{
    for (int i = 0; i < MANY; i++)
        lg_detach(spawn(wait_for_the_end()));
    await lg_yield_now();
    CHECK_INT(alive, MANY);
    for (int i = 0; i < MANY; i++) {
        lg_task *task = spawn(wait_for_the_end());
        if (i % 2)
            lg_abort(task);
        lg_detach(task);
    }
}

int main(void)
{
    lg_task **tasks = calloc(3 * MANY, sizeof(lg_task *));
    CHECK(tasks);
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.paused_clock = true});
    block_on_in(runtime, rounds(tasks));
    block_on_in(runtime, leave_all());
    lg_runtime_drop(runtime);
    CHECK_INT(begun, MANY);
    CHECK_INT(alive, 0);
    free(tasks);
    return 0;
}
