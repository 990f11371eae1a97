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

/* NOLINTNEXTLINE(readability-non-const-parameter): the array is written later. */
void lg__idle_init(struct lg__idle *idle, uint32_t workers, uint16_t *sleeper)
{
    *idle = (struct lg__idle){.workers = workers, .sleeper = sleeper, .lookout = -1};
    lg__store_relaxed(&idle->state, workers * AWAKE);
}

/* Somebody is asleep, and nobody searches. */
static bool wants_work(const struct lg__idle *idle, uint32_t state)
{
    return searching_in(state) == 0 && awake_in(state) < idle->workers;
}

/* The sleeper in `place` is awake. Who is to be unparked to look out, or -1. With the lock. */
static int remove_sleeper(struct lg__idle *idle, uint32_t place)
{
    int worker = idle->sleeper[place];
    idle->asleep--;
    for (; place < idle->asleep; place++)
        idle->sleeper[place] = idle->sleeper[place + 1];
    if (worker == idle->lookout) {
        idle->lookout = idle->asleep > 0 ? idle->sleeper[0] : -1;
        idle->in_seat = false; /* perhaps it does: then the next one to fall asleep does not relieve it */
        idle->dozes = false;
        return idle->lookout;
    }
    bool dozed = idle->dozes;
    idle->dozes = false;
    return dozed ? idle->lookout : -1;
}

int lg__idle_choose(struct lg__idle *idle, int *lookout)
{
    int chosen = *lookout = -1;
    /* Adds nothing, but takes its place in the order: pairs with lg__idle_sleep. */
    if (!wants_work(idle, lg__fetch_add_acq_rel(&idle->state, 0)))
        return -1;
    lg__lock(&idle->lock);
    if (wants_work(idle, lg__load_relaxed(&idle->state))) {
        lg__fetch_add_acq_rel(&idle->state, AWAKE + SEARCHING);
        uint32_t place = idle->asleep - 1;
        if (place > 0 && idle->sleeper[place] == idle->lookout)
            place--;
        chosen = idle->sleeper[place];
        *lookout = remove_sleeper(idle, place);
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

bool lg__idle_sleep(struct lg__idle *idle, uint16_t worker, bool searching, bool in_seat, bool not_all)
{
    lg__lock(&idle->lock);
    bool sleeps = !(not_all && awake_in(lg__load_relaxed(&idle->state)) == 1);
    if (sleeps) {
        lg__fetch_sub_acq_rel(&idle->state, AWAKE + (searching ? SEARCHING : 0)); /* pairs with lg__idle_choose */
        idle->sleeper[idle->asleep++] = worker;
        if (idle->lookout < 0 || (idle->in_seat && !in_seat)) {
            idle->lookout = worker;
            idle->in_seat = in_seat;
            idle->dozes = false;
        }
    }
    lg__unlock(&idle->lock);
    return sleeps;
}

/* Where it is among those asleep, or how many there are. With the lock. */
static uint32_t place_of(const struct lg__idle *idle, uint16_t worker)
{
    uint32_t place = 0;
    while (place < idle->asleep && idle->sleeper[place] != worker)
        place++;
    return place;
}

enum lg__idle_role lg__idle_role(struct lg__idle *idle, uint16_t worker)
{
    enum lg__idle_role role = LG__SLEEPER;
    lg__lock(&idle->lock);
    if (place_of(idle, worker) == idle->asleep) {
        role = LG__CHOSEN;
    } else if (idle->lookout == worker) {
        idle->dozes = awake_in(lg__load_relaxed(&idle->state)) == 0;
        role = idle->dozes ? LG__DOZER : LG__LOOKOUT;
    }
    lg__unlock(&idle->lock);
    return role;
}

bool lg__idle_wake(struct lg__idle *idle, uint16_t worker, int *lookout)
{
    *lookout = -1;
    lg__lock(&idle->lock);
    uint32_t place = place_of(idle, worker);
    bool by_itself = place < idle->asleep;
    if (by_itself) {
        lg__fetch_add_acq_rel(&idle->state, AWAKE);
        *lookout = remove_sleeper(idle, place);
    }
    lg__unlock(&idle->lock);
    return by_itself;
}
