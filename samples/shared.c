/* shared.c: one counter, changed by two tasks while a third holds its lock for a while; twice.
 *
 * First with a future written by hand that tries the lock at each poll: a poll must never wait, for it would hold up
 * the thread and all tasks on it. Then with lg_mutex, for which a task waits without being polled. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/sync.h>
#include <stdio.h>

struct shared {
    lg_mutex mutex; /* guards `value`; may be held across an await, unlike a pthread_mutex_t */
    int value;
};

enum { TIMES = 3 };

/* --- Trying --- */

struct changer {
    struct shared *shared;
    int by, done;
};

void changer_init(struct changer *self, struct shared *shared, int by)
{
    *self = (struct changer){shared, by, 0};
}

lg_poll changer_poll(struct changer *self, lg_context *cx)
{
    lg_clock_advance_ms(1000); /* a second of work, so that something can happen meanwhile */
    lg_mutex_guard guard;
    if (lg_mutex_try_lock(&self->shared->mutex, &guard) == EBUSY) {
        printf("  %+d: locked, must try again\n", self->by);
    } else {
        self->shared->value += self->by;
        printf("  %+d: %d\n", self->by, self->shared->value);
        lg_mutex_guard_drop(&guard); /* as early as possible, others want it too */
        if (++self->done == TIMES)
            return LG_READY;
    }
    lg_waker_wake_by_ref(lg_context_waker(cx)); /* nobody tells us when the lock is free: keep asking */
    return LG_PENDING;
}

void changer_drop(struct changer *self)
{
    (void)self; /* between polls it holds nothing */
}

lg_leaf(struct changer, changer_init, changer_poll, changer_drop) void change_trying(struct shared *shared, int by);

/* --- Waiting: the same as an async function --- */

async void change_waiting(struct shared *shared, int by)
{
    for (int i = 0; i < TIMES; i++) {
        lg_clock_advance_ms(1000);
        lg_scoped(lg_mutex_guard) guard = await lg_mutex_lock(&shared->mutex);
        shared->value += by;
        printf("  %+d: %d\n", by, shared->value);
        lg_mutex_guard_drop(&guard); /* before we let others run; the end of the scope then finds nothing to do */
        await lg_yield_now();
    }
}

/* --- Both beside somebody who holds the lock while it waits --- */

async void inspect(struct shared *shared)
{
    await lg_yield_now();
    lg_scoped(lg_mutex_guard) guard = await lg_mutex_lock(&shared->mutex);
    int before = shared->value;
    printf("  inspection begins: %d\n", before);
    await lg_sleep_ms(1500);
    printf("  inspection ends: %d, %s\n", shared->value, before == shared->value ? "nobody touched it" : "touched!");
}

/* Joins what was spawned; ENOMEM if something was not. */
async int join_all(lg_task **tasks, int count)
{
    int error = 0;
    for (int i = 0; i < count; i++) {
        int ended = tasks[i] ? await lg_join(tasks[i], NULL) : ENOMEM;
        error = error ? error : ended;
    }
    return error;
}

async int run(struct shared *shared)
{
    puts("trying:");
    lg_task *trying[] = {spawn(change_trying(shared, +1)), spawn(change_trying(shared, -1)), spawn(inspect(shared))};
    int error = await join_all(trying, 3);
    if (error)
        return error;
    printf("  in the end: %d\n", shared->value);

    puts("waiting:");
    lg_task *waiting[] = {spawn(change_waiting(shared, +1)), spawn(change_waiting(shared, -1)), spawn(inspect(shared))};
    error = await join_all(waiting, 3);
    printf("  in the end: %d\n", shared->value);
    return error;
}

int main(void)
{
    struct shared shared = {LG_MUTEX_INIT, 0};
    lg_clock_pause();
    return block_on(run(&shared)) != 0;
}
