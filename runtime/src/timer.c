/* timer.c: a pairing heap of timers under a lock (Fredman, Sedgewick, Sleator, Tarjan: "The Pairing Heap", 1986, with
 * two-pass merging). `prev` of a first child is its parent, of another child its elder sibling, of the root NULL. */
#include "posix.h"

#include "lock.h"
#include "timer.h"

#include <stdlib.h>

#define NEVER UINT64_MAX

struct lg__timers {
    struct lg__lock lock; /* guards all below, and the links, state and waker of inserted timers */
    struct lg__timer *root;
    size_t holders; /* timers inserted and not released; FIRED and ORPHANED ones count */
    bool closed;
    uint32_t next_order;
    _Atomic(lg_instant) earliest; /* of the root; written under the lock, read without by those who decide to fire */
    struct lg__clock *clock;      /* not to be touched once closed */
};

static bool before(const struct lg__timer *a, const struct lg__timer *b)
{
    if (a->deadline != b->deadline)
        return a->deadline < b->deadline;
    return (int32_t)(a->order - b->order) < 0;
}

/* One heap of two; either may be NULL. */
static struct lg__timer *meld(struct lg__timer *a, struct lg__timer *b)
{
    if (!a || !b)
        return a ? a : b;
    if (before(b, a)) {
        struct lg__timer *first = b;
        b = a;
        a = first;
    }
    b->next = a->child;
    if (b->next)
        b->next->prev = b;
    b->prev = a;
    a->child = b;
    return a;
}

/* One heap of a list of siblings: pairs from the left, then all from the right. */
static struct lg__timer *meld_siblings(struct lg__timer *first)
{
    struct lg__timer *pairs = NULL; /* last one first, linked by `next` */
    while (first) {
        struct lg__timer *a = first, *b = first->next;
        first = b ? b->next : NULL;
        a->next = a->prev = NULL;
        if (b)
            b->next = b->prev = NULL;
        a = meld(a, b);
        a->next = pairs;
        pairs = a;
    }
    struct lg__timer *heap = NULL;
    while (pairs) {
        struct lg__timer *rest = pairs->next;
        pairs->next = NULL;
        heap = meld(heap, pairs);
        pairs = rest;
    }
    return heap;
}

static void set_root(struct lg__timers *timers, struct lg__timer *root)
{
    if (root)
        root->prev = NULL;
    timers->root = root;
    lg__store_relaxed(&timers->earliest, root ? root->deadline : NEVER);
}

static void take_out(struct lg__timers *timers, struct lg__timer *timer)
{
    struct lg__timer *children = meld_siblings(timer->child);
    timer->child = NULL;
    if (timer == timers->root) {
        set_root(timers, children);
        return;
    }
    if (timer->prev->child == timer)
        timer->prev->child = timer->next;
    else
        timer->prev->next = timer->next;
    if (timer->next)
        timer->next->prev = timer->prev;
    timer->next = timer->prev = NULL;
    set_root(timers, meld(timers->root, children));
}

struct lg__timers *lg__timers_new(struct lg__clock *clock)
{
    struct lg__timers *timers = malloc(sizeof *timers);
    if (timers)
        *timers = (struct lg__timers){.earliest = NEVER, .clock = clock};
    return timers;
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
        lg__lock(&timers->lock);
        for (count = 0; count < BATCH && timers->root && timers->root->deadline <= now; count++) {
            struct lg__timer *timer = timers->root;
            take_out(timers, timer);
            timer->state = state;
            wakers[count] = timer->waker;
        }
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
    timer->child = timer->next = timer->prev = NULL;
    timer->waker = lg_waker_clone(waker);
    lg__lock(&timers->lock);
    timer->state = LG__TIMER_WAITING;
    timer->order = timers->next_order++;
    timers->holders++;
    set_root(timers, meld(timers->root, timer));
    bool earliest = timers->root == timer;
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
