/* timer.c: a future that waits for a moment, three times: asking all the time, waiting properly, and written for us.
 *
 * A future is whatever has a poll function: it goes as far as it can and says LG_READY, or LG_PENDING after it has seen
 * to it that somebody wakes its task when polling again makes sense. lg_leaf makes an async function of one; whoever
 * awaits it can not tell it from one that the plugin lowered. */
#include <lifeguard.h>
#include <stdio.h>
#include <stdlib.h>

static int polls;

/* --- 1. By hand, the impatient way --- */

struct nagger {
    lg_instant when;
};

void nagger_init(struct nagger *self, lg_instant when)
{
    self->when = when;
}

lg_poll nagger_poll(struct nagger *self, lg_context *cx, const char **out)
{
    polls++;
    lg_clock_advance_ms(1); /* looking at the clock takes its time, too */
    if (lg_now() < self->when) {
        lg_waker_wake_by_ref(lg_context_waker(cx)); /* "ask me again at once": the thread never rests */
        return LG_PENDING;
    }
    puts("  good morning");
    *out = "up";
    return LG_READY;
}

void nagger_drop(struct nagger *self)
{
    (void)self; /* holds nothing that would have to be given back */
}

lg_leaf(struct nagger, nagger_init, nagger_poll, nagger_drop) const char *nag_until(lg_instant when);

/* --- 2. By hand, with a timer: an enum of states, and what each of them needs --- */

struct sleeper {
    enum { SLEEPER_START, SLEEPER_WAITING, SLEEPER_DONE } state;
    lg_instant when;
    struct lg_sleep sleep; /* the future we wait for lives inside ours: no allocation */
};

void sleeper_init(struct sleeper *self, lg_instant when)
{
    self->state = SLEEPER_START;
    self->when = when;
}

lg_poll sleeper_poll(struct sleeper *self, lg_context *cx, const char **out)
{
    polls++;
    switch (self->state) {
    case SLEEPER_START:
        lg_sleep_until_init(&self->sleep, self->when);
        self->state = SLEEPER_WAITING;
        /* fall through */
    case SLEEPER_WAITING:
        if (lg_sleep_poll(&self->sleep, cx) == LG_PENDING)
            return LG_PENDING; /* the timer keeps a clone of cx's waker and wakes our task when it is due */
        puts("  good morning");
        *out = "up";
        self->state = SLEEPER_DONE;
        return LG_READY;
    default:
        abort(); /* polled after completion */
    }
}

/* Drop means cancel: whatever is under way is given up. */
void sleeper_drop(struct sleeper *self)
{
    if (self->state == SLEEPER_WAITING)
        lg_sleep_drop(&self->sleep);
    self->state = SLEEPER_DONE;
}

lg_leaf(struct sleeper, sleeper_init, sleeper_poll, sleeper_drop) const char *sleep_by_hand(lg_instant when);

/* --- 3. The same, from the plugin: `lifeguard lower timer.c` shows a struct and functions like those above --- */

async const char *sleep_as_written(lg_instant when)
{
    await lg_sleep_until(when);
    puts("  good morning");
    return "up";
}

static void report(const char *what, lg_instant before, const char *result)
{
    printf("  %s after %u ms", result, (unsigned)((lg_now() - before) / LG_NS_PER_MS));
    if (polls > 0)
        printf(", %d polls", polls);
    printf(" (%s)\n", what);
    polls = 0;
}

int main(void)
{
    const lg_instant nap = 100 * LG_NS_PER_MS;
    lg_clock_pause();

    lg_instant now = lg_now();
    const char *result = block_on(nag_until(now + nap));
    report("by hand, asking all the time", now, result);

    now = lg_now();
    result = block_on(sleep_by_hand(now + nap));
    report("by hand, with a timer", now, result);

    now = lg_now();
    result = block_on(sleep_as_written(now + nap));
    report("an async function", now, result);
    return 0;
}
