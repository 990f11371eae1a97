/* counter.c: a future that is ready at its fifth poll, and what becomes of one that forgets its waker.
 *
 * The runtime polls a task when it has been spawned, and then whenever it has been woken; nobody looks in between.
 * LG_PENDING therefore is a promise: "I have arranged for a wake-up". */
#include <errno.h>
#include <lifeguard.h>
#include <stdbool.h>
#include <stdio.h>

struct counter {
    const char *name;
    bool forgets; /* to ask for the next poll */
    int count;
};

/* Runs when the future is made: takes the arguments and does nothing. */
void counter_init(struct counter *self, const char *name, bool forgets)
{
    self->name = name;
    self->forgets = forgets;
    self->count = 0;
}

/* Not async itself: polling is what awaiting is made of. */
lg_poll counter_poll(struct counter *self, lg_context *cx, int *out)
{
    self->count++;
    printf("%s: %d\n", self->name, self->count);
    lg_clock_advance_ms(1000); /* counting is hard work */
    if (self->count == 5) {
        *out = self->count;
        return LG_READY; /* never to be polled again, and no wake-up needed */
    }
    if (!self->forgets)
        lg_waker_wake_by_ref(lg_context_waker(cx));
    return LG_PENDING;
}

void counter_drop(struct counter *self)
{
    printf("%s: dropped at %d\n", self->name, self->count);
}

lg_leaf(struct counter, counter_init, counter_poll, counter_drop) int count_to_five(const char *name, bool forgets);

/* Two tasks in one queue, first in, first out: they take turns. */
async int count_twice(void)
{
    lg_task *one = spawn(count_to_five("one", false));
    lg_task *two = spawn(count_to_five("two", false));
    int results[2] = {0, 0}, error = one && two ? 0 : ENOMEM, ended;
    if (one && (ended = await lg_join(one, &results[0])))
        error = ended;
    if (two && (ended = await lg_join(two, &results[1])))
        error = ended;
    printf("counted to %d and %d in %u seconds\n", results[0], results[1], (unsigned)lg_now_ms() / 1000);
    return error;
}

/* Joining this one would wait for ever. */
async int count_forgetfully(void)
{
    lg_task *task = spawn(count_to_five("forgetful", true));
    if (!task)
        return errno;
    await lg_sleep_ms(60000);
    puts("a minute later: nobody has woken it, nobody has polled it");
    lg_abort(task);
    return await lg_join(task, NULL) == ECANCELED ? 0 : EINVAL;
}

int main(void)
{
    lg_clock_pause();
    int error = block_on(count_twice());
    if (!error)
        error = block_on(count_forgetfully());
    return error != 0;
}
