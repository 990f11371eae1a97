/* kitchen.c: the breakfast of coffee.c, for several persons: what is a task, and what is a future inside one?
 *
 * A task is what a runtime runs: spawn() gives it a future, which from then on makes progress by itself whenever it
 * can. Futures that await_all or await combine inside one task are not tasks: they are polled when their task is. Here
 * all tasks share one thread, that is one pair of hands; each person has 14 seconds of work for it, and waits. */
#include <errno.h>
#include <lifeguard.h>
#include <stdio.h>

enum { PERSONS = 3 };

static void hands(unsigned seconds)
{
    lg_clock_advance_ms(seconds * 1000);
}

async void prepare_mug(void)
{
    await lg_sleep_ms(100); /* lets kettle and toaster go first */
    hands(6);
}

async void make_coffee(void)
{
    await lg_sleep_ms(10000);
    hands(3);
}

async void make_toast(void)
{
    await lg_sleep_ms(10000);
    hands(5);
}

/* Each step waits for the one before, and while it waits this person does nothing. */
async void patient_person(void)
{
    await prepare_mug();
    await make_coffee();
    await make_toast();
}

/* All steps at once. */
async void person(void)
{
    await_all(prepare_mug(), make_coffee(), make_toast());
}

/* A task that is joined right after it was spawned: the next person waits for it. 0 or an errno value. */
async int in_sequence(int persons)
{
    for (int i = 0; i < persons; i++) {
        lg_task *task = spawn(person());
        if (!task)
            return errno;
        int error = await lg_join(task, NULL);
        if (error)
            return error;
    }
    return 0;
}

/* All tasks are there before the first join: while one person waits, the hands are free for another. */
async int together(int persons)
{
    lg_task *tasks[PERSONS];
    int count = 0, error = 0;
    while (count < persons && (tasks[count] = spawn(person())))
        count++;
    if (count < persons)
        error = errno;
    for (int i = 0; i < count; i++) { /* every handle has to end, also after an error */
        int ended = await lg_join(tasks[i], NULL);
        error = error ? error : ended;
    }
    return error;
}

static int report(const char *what, int error)
{
    static uint64_t before;
    uint64_t now = lg_now_ms();
    printf("%s: %u seconds\n", what, (unsigned)(now - before) / 1000);
    before = now;
    return error;
}

int main(void)
{
    lg_clock_pause();
    block_on(patient_person());
    report("one person, one step after the other", 0);
    block_on(person());
    report("one person, all steps at once", 0);
    int error = report("two persons, one after the other", block_on(in_sequence(2)));
    error |= report("two persons, together", block_on(together(2)));
    error |= report("three persons, together", block_on(together(3)));
    return error != 0;
}
