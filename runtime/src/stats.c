/* stats.c: what a runtime says of itself. */
#include "posix.h"

#include "blocking.h"
#include "crew.h"
#include "runtime.h"
#include "watch_polls.h"

#include <errno.h>

/* Ended before begun: a task is not seen to have ended before it began. */
static void read_counts(struct lg__worker_counts *counts, lg_worker_stats *stats)
{
    const lg_future_type *type = lg__load_relaxed(&counts->polling);
    *stats = (lg_worker_stats){
        .finished = lg__load_acquire(&counts->finished),
        .polls = lg__load_relaxed(&counts->polls),
        .steals = lg__load_relaxed(&counts->steals),
        .stolen = lg__load_relaxed(&counts->stolen),
        .injected = lg__load_relaxed(&counts->injected),
        .overflows = lg__load_relaxed(&counts->overflows),
        .parks = lg__load_relaxed(&counts->parks),
        .polling = type ? type->name : NULL,
    };
    stats->spawned = lg__load_acquire(&counts->spawned);
}

static void add(lg_worker_stats *sum, const lg_worker_stats *stats)
{
    /* NOLINTNEXTLINE(clang-analyzer-core.uninitialized.Assign): each has been read before. */
    sum->polls += stats->polls;
    sum->spawned += stats->spawned;
    sum->finished += stats->finished;
    sum->steals += stats->steals;
    sum->stolen += stats->stolen;
    sum->injected += stats->injected;
    sum->overflows += stats->overflows;
    sum->parks += stats->parks;
}

static unsigned worker_count(const lg_runtime *runtime)
{
    return runtime->crew ? runtime->crew->count : 1;
}

int lg_runtime_worker_stats(lg_runtime *runtime, unsigned worker, lg_worker_stats *stats)
{
    if (worker >= worker_count(runtime))
        return EINVAL;
    read_counts(runtime->crew ? &runtime->crew->workers[worker].counts : &runtime->counts, stats);
    return 0;
}

void lg_runtime_stats(lg_runtime *runtime, lg_stats *stats)
{
    *stats = (lg_stats){.workers = worker_count(runtime)};
    for (unsigned i = 0; i < stats->workers; i++) {
        lg_worker_stats one;
        lg_runtime_worker_stats(runtime, i, &one);
        add(&stats->all, &one);
    }
    if (runtime->crew) {
        stats->all.spawned += lg__load_acquire(&runtime->crew->spawned);
        stats->injection = lg__injection_count(&runtime->crew->injection);
    }
    stats->slow_polls = lg__watch_polls_count(runtime->watch);
    struct lg__blocking *blocking = lg__load_acquire(&runtime->blocking);
    if (blocking)
        lg__blocking_count(blocking, &stats->blocking_threads, &stats->blocking_queued);
}
