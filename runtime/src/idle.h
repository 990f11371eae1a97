/* idle.h: which workers are asleep, and how many look for work.
 *
 * A worker is awake or asleep. An awake one is *searching* while it has nothing and looks at the others' queues: at
 * most half of them at a time, or they would only meet each other. Whoever makes work known wakes one worker, and only
 * if none searches; a worker that was woken is searching; the last one that ends its search with something found wakes
 * another. So a burst of work wakes the workers one after the other, and a single task wakes one.
 *
 * One of those asleep is the *lookout*, which sleeps for a few milliseconds at a time: it sees what a worker holds that
 * is stuck in a long poll. It is woken last, and is another one than who sits in the driver, if there is another, since
 * that one is woken often. When all are asleep it *dozes*: it sleeps on until some worker wakes, who rouses it.
 *
 * No wake is lost. `state` is changed and asked by read-modify-write, so that these happen in one order. Who makes
 * work known publishes it and then asks `state`; a worker first says in `state` that it sleeps and then looks for work
 * once more. Whichever comes first in that order, the other one sees it. */
#ifndef LG__IDLE_H
#define LG__IDLE_H

#include "atomics.h"
#include "lock.h"
#include <stdbool.h>
#include <stdint.h>

struct lg__idle {
    _Atomic(uint32_t) state; /* bits 0-15: how many search; 16-31: how many are awake. Written with the lock, but for
                                ends and beginnings of searches */
    struct lg__lock lock;    /* guards what follows */
    uint32_t asleep;
    uint32_t workers;  /* constant */
    uint16_t *sleeper; /* those asleep, the last to fall asleep at the end */
    int lookout;       /* one of them; -1 if there is none */
    bool in_seat;      /* the lookout sits in the driver */
    bool dozes;        /* the lookout does; never while a worker is awake, but until that has roused it */
};

/* `sleeper` has room for all workers, who are all awake. */
void lg__idle_init(struct lg__idle *idle, uint32_t workers, uint16_t *sleeper);

/* After work was made known: the worker to be unparked, which is awake and searching from now on; or -1. Any thread.
 * `*lookout`, here and below: who is to be unparked as well, to look out; or -1. */
int lg__idle_choose(struct lg__idle *idle, int *lookout);

/* As far as it can be seen at no cost: whether lg__idle_choose would find one. Any thread. */
static inline bool lg__idle_wants_work(struct lg__idle *idle)
{
    uint32_t state = lg__load_relaxed(&idle->state);
    return (state & 0xffff) == 0 && state >> 16 < idle->workers;
}

/* Takes a place in the order of those who say something in `state`. */
static inline void lg__idle_order(struct lg__idle *idle)
{
    lg__fetch_add_acq_rel(&idle->state, 0);
}

/* How many are awake. Any thread. */
static inline uint32_t lg__idle_awake(struct lg__idle *idle)
{
    return lg__load_relaxed(&idle->state) >> 16;
}

/* Whether this worker, which is not searching, may begin to. Then it is. */
bool lg__idle_begin_search(struct lg__idle *idle);

/* This worker's search is over, since it has found something. Whether it was the last: then others may be needed. */
bool lg__idle_end_search(struct lg__idle *idle);

/* This worker falls asleep, `in_seat` or not, and must look for work once more. Unless it is the last that is awake,
 * and `not_all`: then false, and nothing has changed. */
bool lg__idle_sleep(struct lg__idle *idle, uint16_t worker, bool searching, bool in_seat, bool not_all);

/* What a worker that sleeps is. */
enum lg__idle_role {
    LG__CHOSEN,  /* awake: it was chosen, or has woken */
    LG__SLEEPER, /* nothing in particular */
    LG__LOOKOUT,
    LG__DOZER, /* the lookout, while all sleep */
};
enum lg__idle_role lg__idle_role(struct lg__idle *idle, uint16_t worker);

/* This worker is awake again. True if it woke by itself; false if it was chosen, and so is searching. */
bool lg__idle_wake(struct lg__idle *idle, uint16_t worker, int *lookout);

#endif
