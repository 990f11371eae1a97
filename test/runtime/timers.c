// RUN: %cc_runtime -I %root/runtime/src %s -o %t && %t
// RUN: %cc_asan -I %root/runtime/src %s -o %t.asan && %t.asan
// The wheel of timers against a sorted list: deadlines from a nanosecond to years, many at the same instant, some taken
// out again, some inserted late, and the clock moved by small and large steps.
#include "check.h"
#include "timer.h"

enum { COUNT = 3000 };

struct entry {
    struct lg__timer timer;
    int number; /* in order of insertion */
    bool in, woken, late;
};

static struct entry entries[COUNT];
static int woken[COUNT], woken_count;

static lg_waker entry_clone(void *data);

static void entry_wake(void *data)
{
    struct entry *entry = data;
    CHECK(entry->in && !entry->woken);
    entry->woken = true;
    woken[woken_count++] = (int)(entry - entries);
}

static void entry_drop(void *data)
{
    (void)data;
}

static const lg_waker_vtable entry_vtable = {entry_clone, entry_wake, entry_wake, entry_drop};

static lg_waker entry_clone(void *data)
{
    return (lg_waker){&entry_vtable, data};
}

static uint64_t state;

static uint64_t random_number(void)
{
    state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return state >> 17;
}

static int inserted;

static void insert(struct lg__timers *timers, lg_instant now, struct entry *entry)
{
    uint64_t delay = random_number() % ((uint64_t)1 << random_number() % 50);
    if (random_number() % 4 == 0)
        delay = delay / 4096 * 4096; /* often the same as another */
    const lg_waker waker = {&entry_vtable, entry};
    *entry = (struct entry){.timer = {.deadline = now + delay}, .in = true, .number = inserted++};
    if (random_number() % 16 == 0) {
        entry->timer.deadline = now / 2;
        entry->late = true;
    }
    lg__timer_insert(&entry->timer, timers, &waker);
}

static void run(uint64_t seed)
{
    static struct lg__clock clock;
    lg__clock_init_paused(&clock);
    struct lg__timers *timers = lg__timers_room();
    CHECK(timers);
    lg__timers_init(timers, &clock, NULL);
    lg_instant now = 0;
    memset(entries, 0, sizeof entries);
    state = seed;
    for (int step = 0; step < 4000; step++) {
        struct entry *entry = &entries[random_number() % COUNT];
        if (!entry->in) {
            insert(timers, now, entry);
        } else if (random_number() % 3 == 0) {
            lg__timer_release(&entry->timer);
            entry->in = false;
        }
        if (random_number() % 8)
            continue;
        lg_instant earliest = lg__timers_earliest(timers), first = UINT64_MAX;
        for (int i = 0; i < COUNT; i++)
            if (entries[i].in && entries[i].timer.deadline < first)
                first = entries[i].timer.deadline;
        CHECK(earliest <= (first > now ? first : now) && (earliest == UINT64_MAX) == (first == UINT64_MAX));
        now += random_number() % 2 && earliest != UINT64_MAX && earliest > now
                   ? earliest - now
                   : random_number() % ((uint64_t)1 << random_number() % 48);
        lg__clock_jump(&clock, now);
        woken_count = 0;
        lg__timers_fire(timers, now);
        struct entry *before = NULL; /* of those that were not late */
        for (int i = 0; i < woken_count; i++) {
            struct entry *this = &entries[woken[i]];
            CHECK(this->timer.deadline <= now);
            CHECK_INT(this->timer.state, LG__TIMER_FIRED);
            lg__timer_release(&this->timer);
            if (this->late)
                continue;
            if (before && this->timer.deadline == before->timer.deadline)
                CHECK(this->number > before->number);
            else if (before)
                CHECK(this->timer.deadline > before->timer.deadline);
            before = this;
        }
        for (int i = 0; i < COUNT; i++) {
            CHECK(!entries[i].in || entries[i].woken || entries[i].timer.deadline > now);
            if (entries[i].woken)
                entries[i].in = entries[i].woken = false;
        }
    }
    for (int i = 0; i < COUNT; i++)
        if (entries[i].in)
            lg__timer_release(&entries[i].timer);
    CHECK(lg__timers_earliest(timers) == UINT64_MAX);
    lg__timers_close(timers);
}

int main(void)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run(seed);
    return 0;
}
