#include "posix.h"

#include "idle.h"

enum { SEARCHING = 1, AWAKE = 1 << 16 };

static uint32_t searching_in(uint32_t state)
{
    return state & 0xffff;
}

static uint32_t awake_in(uint32_t state)
{
    return state >> 16;
}

void lg__idle_init(struct lg__idle *idle, uint32_t workers, uint16_t *sleeper)
{
    *idle = (struct lg__idle){.workers = workers, .sleeper = sleeper};
    lg__store_relaxed(&idle->state, workers * AWAKE);
}

/* Somebody is asleep, and nobody searches. */
static bool wants_work(const struct lg__idle *idle, uint32_t state)
{
    return searching_in(state) == 0 && awake_in(state) < idle->workers;
}

int lg__idle_choose(struct lg__idle *idle)
{
    /* Adds nothing, but takes its place in the order: pairs with lg__idle_sleep. */
    if (!wants_work(idle, lg__fetch_add_acq_rel(&idle->state, 0)))
        return -1;
    int chosen = -1;
    lg__lock(&idle->lock);
    if (wants_work(idle, lg__load_relaxed(&idle->state))) {
        lg__fetch_add_acq_rel(&idle->state, AWAKE + SEARCHING);
        chosen = idle->sleeper[--idle->asleep];
    }
    lg__unlock(&idle->lock);
    return chosen;
}

bool lg__idle_begin_search(struct lg__idle *idle)
{
    if (2 * searching_in(lg__load_relaxed(&idle->state)) >= idle->workers)
        return false;
    lg__fetch_add_acq_rel(&idle->state, SEARCHING); /* a few too many at once do no harm */
    return true;
}

bool lg__idle_end_search(struct lg__idle *idle)
{
    return searching_in(lg__fetch_sub_acq_rel(&idle->state, SEARCHING)) == 1;
}

bool lg__idle_sleep(struct lg__idle *idle, uint16_t worker, bool searching, bool not_all)
{
    lg__lock(&idle->lock);
    bool sleeps = !(not_all && awake_in(lg__load_relaxed(&idle->state)) == 1);
    if (sleeps) {
        lg__fetch_sub_acq_rel(&idle->state, AWAKE + (searching ? SEARCHING : 0)); /* pairs with lg__idle_choose */
        idle->sleeper[idle->asleep++] = worker;
    }
    lg__unlock(&idle->lock);
    return sleeps;
}

bool lg__idle_wake(struct lg__idle *idle, uint16_t worker)
{
    lg__lock(&idle->lock);
    uint32_t at = 0;
    while (at < idle->asleep && idle->sleeper[at] != worker)
        at++;
    bool was_there = at < idle->asleep;
    if (was_there) {
        idle->asleep--;
        for (; at < idle->asleep; at++)
            idle->sleeper[at] = idle->sleeper[at + 1];
        lg__fetch_add_acq_rel(&idle->state, AWAKE);
    }
    lg__unlock(&idle->lock);
    return was_there;
}
