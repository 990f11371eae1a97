/* timer.c: timers by their deadlines.
 *
 * A hierarchical wheel without a tick (Varghese, Lauck: "Hashed and Hierarchical Timing Wheels", 1987; in the way of
 * the radix heaps of Ahuja, Mehlhorn, Orlin, Tarjan, 1990). `base` is an instant that nothing waits for any more. A
 * deadline's level is where it first differs from `base`, read in digits of six bits from the top; its slot there is
 * that digit:
 *
 *     level    10       …    2       1       0
 *     base     000001   …    000011  010000  000101
 *     deadline 000001   …    001000  …                 waits in slot 8 of level 2
 *
 * So all of a lower level are due before all of a higher one, and within a level a slot before the next. When the time
 * comes to the beginning of a slot, `base` moves there, and those that waited in it move down: at most ten times in
 * their lives, and all at the same instant stay together, in the order in which they were inserted. */
#include "posix.h"

#include "lock.h"
#include "timer.h"

#include <stdlib.h>

#define NEVER UINT64_MAX

enum { DIGIT = 6, SLOTS = 1 << DIGIT, LEVELS = (64 + DIGIT - 1) / DIGIT };

/* Those who wait in one slot, in the order of their instants of insertion. When a million move down, each is where
 * nobody has looked for long, and the place of each is written in the one before. So each knows one AHEAD places behind
 * it, too, which is fetched meanwhile. */
enum { AHEAD = 8 };
struct slot {
    struct lg__timer *first;    /* whose `prev` is the last */
    struct lg__timer *follower; /* one of them, `lag` places before the last if that many came while it waited */
    unsigned lag;
};

struct lg__timers {
    struct lg__lock lock; /* guards all below, and the links, state and waker of inserted timers */
    bool closed;
    size_t holders; /* timers inserted and not released; FIRED and ORPHANED ones count */
    _Atomic(lg_instant)
        earliest;            /* of all, or less; written under the lock, read without by those who decide to fire */
    struct lg__clock *clock; /* not to be touched once closed */
    const struct lg_runtime *runtime; /* who fires them, for comparing only; constant. NULL: the process */
    lg_instant base;
    uint64_t used[LEVELS]; /* a bit for each slot that is not empty */
    struct slot slot[LEVELS * SLOTS];
};

/* Has the processor fetch a timer that is about to be changed. It need not be there any more. */
static inline void fetch(const struct lg__timer *timer)
{
    __builtin_prefetch(timer, 1);
}

/* The lists. */

/* `timer` is the last of its slot now. */
static void follow(struct slot *slot, struct lg__timer *timer)
{
    if (!slot->follower) {
        slot->follower = timer;
        slot->lag = 0;
    } else if (slot->lag < AHEAD) {
        slot->lag++;
    } else {
        slot->follower->ahead = timer;
        slot->follower = slot->follower->next;
    }
}

static void append(struct lg__timers *timers, struct lg__timer *timer)
{
    /* One that comes late is due at once. */
    lg_instant deadline = timer->deadline > timers->base ? timer->deadline : timers->base;
    uint64_t differs = deadline ^ timers->base;
    unsigned level = differs ? (63u - (unsigned)__builtin_clzll(differs)) / DIGIT : 0;
    unsigned digit = deadline >> level * DIGIT & (SLOTS - 1);
    timer->place = (uint16_t)(level * SLOTS + digit);
    struct slot *slot = &timers->slot[timer->place];
    timer->next = NULL;
    timer->ahead = NULL;
    if (slot->first) {
        timer->prev = slot->first->prev;
        timer->prev->next = timer;
        slot->first->prev = timer;
    } else {
        timer->prev = timer;
        slot->first = timer;
        timers->used[level] |= UINT64_C(1) << digit;
    }
    follow(slot, timer);
}

/* Whether its slot is empty now. */
static bool unlink_timer(struct lg__timers *timers, struct lg__timer *timer)
{
    struct slot *slot = &timers->slot[timer->place];
    if (slot->follower == timer)
        slot->follower = timer->next;
    if (timer->next)
        timer->next->prev = timer->prev;
    else
        slot->first->prev = timer->prev; /* the last; harmless if it is the first too */
    if (slot->first == timer)
        slot->first = timer->next;
    else
        timer->prev->next = timer->next;
    if (!slot->first)
        timers->used[timer->place / SLOTS] &= ~(UINT64_C(1) << timer->place % SLOTS);
    return !slot->first;
}

/* The wheel. */

/* The first slot that is not empty, or -1. */
static int first_slot(const struct lg__timers *timers)
{
    for (unsigned level = 0; level < LEVELS; level++)
        if (timers->used[level])
            return (int)(level * SLOTS) + __builtin_ctzll(timers->used[level]);
    return -1;
}

/* When the time of a slot begins. */
static lg_instant beginning_of(const struct lg__timers *timers, unsigned slot)
{
    unsigned shift = slot / SLOTS * DIGIT;
    lg_instant above = shift + DIGIT < 64 ? timers->base >> (shift + DIGIT) << (shift + DIGIT) : 0;
    return above | (lg_instant)(slot % SLOTS) << shift;
}

/* The earliest deadline; where that would take long to find out, an instant before it. */
static lg_instant look_for_earliest(const struct lg__timers *timers)
{
    enum { FEW = 16 };
    int slot = first_slot(timers);
    if (slot < 0)
        return NEVER;
    lg_instant earliest = NEVER, beginning = beginning_of(timers, (unsigned)slot);
    const struct lg__timer *timer = timers->slot[slot].first;
    if (slot < SLOTS)
        return beginning;
    for (int i = 0; i < FEW && timer; i++, timer = timer->next)
        earliest = timer->deadline < earliest ? timer->deadline : earliest;
    return timer ? beginning : earliest;
}

static void set_earliest(struct lg__timers *timers, lg_instant earliest)
{
    lg__store_relaxed(&timers->earliest, earliest);
}

static void take_out(struct lg__timers *timers, struct lg__timer *timer)
{
    bool emptied = unlink_timer(timers, timer);
    if (emptied || timer->deadline == lg__load_relaxed(&timers->earliest))
        set_earliest(timers, look_for_earliest(timers));
}

/* Moves the wheel on, to `now` at most, until some timer is due, which is taken out; or NULL. */
static struct lg__timer *take_due(struct lg__timers *timers, lg_instant now)
{
    int slot;
    while ((slot = first_slot(timers)) >= 0) {
        lg_instant beginning = beginning_of(timers, (unsigned)slot);
        if (beginning > now)
            break;
        struct lg__timer *timer = timers->slot[slot].first, *next;
        if (slot < SLOTS) {
            unlink_timer(timers, timer);
            return timer;
        }
        timers->base = beginning;
        timers->slot[slot] = (struct slot){0};
        timers->used[slot / SLOTS] &= ~(UINT64_C(1) << slot % SLOTS);
        for (; timer; timer = next) {
            next = timer->next;
            fetch(timer->ahead);
            append(timers, timer);
        }
    }
    if (timers->base < now)
        timers->base = now; /* before the first slot that is not empty: all stay where they are */
    return NULL;
}

struct lg__timers *lg__timers_room(void)
{
    return malloc(sizeof(struct lg__timers));
}

void lg__timers_init(struct lg__timers *timers, struct lg__clock *clock, const struct lg_runtime *runtime)
{
    *timers = (struct lg__timers){.earliest = NEVER, .clock = clock, .runtime = runtime};
}

struct lg__timers *lg__process_timers(void)
{
    static struct lg__timers timers = {.earliest = NEVER};
    lg__lock(&timers.lock);
    timers.clock = lg__process_clock();
    lg__unlock(&timers.lock);
    return &timers;
}

lg_instant lg__timers_earliest(struct lg__timers *timers)
{
    return lg__load_relaxed(&timers->earliest);
}

/* Wakes whatever is due by `now`, and leaves it in `state`. Wakers run without the lock, and may insert and release. */
static void wake_until(struct lg__timers *timers, lg_instant now, enum lg__timer_state state)
{
    enum { BATCH = 32 };
    for (unsigned count = BATCH; count == BATCH;) {
        lg_waker wakers[BATCH];
        struct lg__timer *timer;
        lg__lock(&timers->lock);
        for (count = 0; count < BATCH && (timer = take_due(timers, now)); count++) {
            timer->state = (unsigned char)state;
            wakers[count] = timer->waker;
        }
        set_earliest(timers, look_for_earliest(timers));
        lg__unlock(&timers->lock);
        for (unsigned i = 0; i < count; i++)
            lg_waker_wake(wakers[i]);
    }
}

void lg__timers_fire(struct lg__timers *timers, lg_instant now)
{
    wake_until(timers, now, LG__TIMER_FIRED);
}

void lg__timers_close(struct lg__timers *timers)
{
    lg__lock(&timers->lock);
    timers->closed = true;
    timers->holders++; /* ours, until the end of this function */
    lg__unlock(&timers->lock);
    wake_until(timers, NEVER, LG__TIMER_ORPHANED);
    lg__lock(&timers->lock);
    bool last = --timers->holders == 0;
    lg__unlock(&timers->lock);
    if (last)
        free(timers);
}

bool lg__timer_insert(struct lg__timer *timer, struct lg__timers *timers, const lg_waker *waker)
{
    timer->timers = timers;
    timer->waker = lg_waker_clone(waker);
    lg__lock(&timers->lock);
    timer->state = LG__TIMER_WAITING;
    timers->holders++;
    append(timers, timer);
    bool earliest = timer->deadline < lg__load_relaxed(&timers->earliest);
    if (earliest)
        set_earliest(timers, timer->deadline);
    lg__unlock(&timers->lock);
    return earliest;
}

enum lg__timer_state lg__timer_check(struct lg__timer *timer, const lg_waker *waker)
{
    struct lg__timers *timers = timer->timers;
    lg_waker spare = lg_waker_noop(); /* what must be dropped, without the lock */
    lg__lock(&timers->lock);
    if (timer->state == LG__TIMER_WAITING && !timers->closed && timer->deadline <= lg__clock_now(timers->clock)) {
        take_out(timers, timer);
        timer->state = LG__TIMER_FIRED;
        spare = timer->waker;
    } else if (timer->state == LG__TIMER_WAITING && !lg_waker_will_wake(&timer->waker, waker)) {
        lg__unlock(&timers->lock);
        spare = lg_waker_clone(waker);
        lg__lock(&timers->lock);
        if (timer->state == LG__TIMER_WAITING) {
            lg_waker old = timer->waker;
            timer->waker = spare;
            spare = old;
        }
    }
    enum lg__timer_state state = (enum lg__timer_state)timer->state;
    lg__unlock(&timers->lock);
    lg_waker_drop(spare);
    return state;
}

void lg__timer_move(struct lg__timer *timer, const struct lg_runtime *runtime, struct lg__clock *clock)
{
    struct lg__timers *timers = timer->timers;
    if (!timers->runtime || timers->runtime == runtime)
        return;
    lg_waker waker = lg_waker_noop();
    lg__lock(&timers->lock);
    if (timer->state == LG__TIMER_WAITING && !timers->closed) {
        take_out(timers, timer);
        lg_instant then = lg__clock_now(timers->clock), deadline = timer->deadline;
        if (timers->clock != clock)
            timer->deadline = lg__later(lg__clock_now(clock), deadline > then ? deadline - then : 0);
        timer->state = LG__TIMER_ORPHANED;
        waker = timer->waker;
    }
    lg__unlock(&timers->lock);
    lg_waker_drop(waker);
}

void lg__timer_release(struct lg__timer *timer)
{
    struct lg__timers *timers = timer->timers;
    lg_waker waker = lg_waker_noop();
    lg__lock(&timers->lock);
    if (timer->state == LG__TIMER_WAITING) {
        take_out(timers, timer);
        waker = timer->waker;
    }
    bool last = --timers->holders == 0 && timers->closed;
    lg__unlock(&timers->lock);
    timer->timers = NULL;
    lg_waker_drop(waker);
    if (last)
        free(timers);
}
