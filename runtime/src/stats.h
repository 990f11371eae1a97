/* stats.h: what a thread that runs tasks counts. Written by that thread alone, read by anybody at any time. */
#ifndef LG__STATS_H
#define LG__STATS_H

#include "atomics.h"
#include <lifeguard/abi.h>
#include <stdint.h>

struct lg__worker_counts {
    _Atomic(uint64_t) polls;    /* begun */
    _Atomic(uint64_t) spawned;  /* tasks started by what runs here */
    _Atomic(uint64_t) finished; /* tasks that have ended here, in whichever way */
    _Atomic(uint64_t) steals;   /* successful */
    _Atomic(uint64_t) stolen;   /* tasks moved by them */
    _Atomic(uint64_t) injected; /* tasks taken from the injection */
    _Atomic(uint64_t) overflows;
    _Atomic(uint64_t) parks;
    _Atomic(const lg_future_type *) polling; /* what the poll under way is of, or NULL */
};

/* Around each poll, by the thread whose counts they are. */
static inline void lg__count_poll(struct lg__worker_counts *counts, const lg_future_type *type)
{
    lg__store_relaxed(&counts->polling, type);
    lg__store_release(&counts->polls, lg__load_relaxed(&counts->polls) + 1); /* to who looks for slow ones */
}

static inline void lg__count_poll_end(struct lg__worker_counts *counts)
{
    lg__store_relaxed(&counts->polling, (const lg_future_type *)0);
}

/* For the thread whose counter it is. */
static inline void lg__count(_Atomic(uint64_t) *counter, uint64_t more)
{
    lg__store_relaxed(counter, lg__load_relaxed(counter) + more);
}

#endif
