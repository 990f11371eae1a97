/* runtime.c: making and dropping runtimes, and what is the same for both kinds. */
#include "posix.h"

#include "block_on.h"
#include "blocking.h"
#include "budget.h"
#include "contract.h"
#include "crew.h"
#include "current_thread.h"
#include "process_timers.h"
#include "runtimes.h"
#include "timer.h"
#include "watch_polls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define NEVER UINT64_MAX

lg__thread_local struct lg_runtime *lg__current;
lg__thread_local unsigned lg__budget;

enum { MOST_WORKERS = 1024, DEFAULT_BLOCKING_THREADS = 64, DEFAULT_BLOCKING_IDLE_MS = 10000 };

/* Makes the parts that only one of the kinds has: 0 or an errno. */
static int init_kind(lg_runtime *runtime, const lg_runtime_options *options)
{
    if (options->workers <= 1)
        return lg__current_thread_init(runtime);
    runtime->crew = lg__crew_new(runtime, options->workers);
    if (!runtime->crew)
        return errno;
    int error = lg__crew_start(runtime->crew, runtime->name);
    if (error)
        lg__crew_free(runtime->crew);
    return error;
}

/* Ends what init_kind made, with nothing spawned. */
static void end_kind(lg_runtime *runtime)
{
    if (runtime->crew) {
        lg__crew_stop(runtime->crew);
        lg__crew_free(runtime->crew);
    } else {
        lg__parker_end(&runtime->parker);
        free(runtime->timers_room);
    }
}

/* 0 or an errno. */
static int init_watch(lg_runtime *runtime, const lg_runtime_options *options)
{
    struct lg__crew *crew = runtime->crew;
    if (options->slow_poll_ms == 0)
        return 0;
    runtime->watch = crew ? lg__watch_polls_new(options, runtime->name, &crew->workers[0].counts, crew->count,
                                                sizeof crew->workers[0])
                          : lg__watch_polls_new(options, runtime->name, &runtime->counts, 1, sizeof runtime->counts);
    return runtime->watch ? 0 : errno;
}

lg_runtime *lg_runtime_new(const lg_runtime_options *options)
{
    static const lg_runtime_options defaults;
    options = options ? options : &defaults;
    if (options->workers > MOST_WORKERS || (options->workers > 1 && options->seed)) {
        errno = EINVAL;
        return NULL;
    }
    lg_runtime *runtime = malloc(sizeof *runtime);
    if (!runtime) {
        errno = ENOMEM;
        return NULL;
    }
    *runtime = (lg_runtime){
        .clock = lg__process_clock(),
        .tasks_elsewhere = LG__TASKS_ELSEWHERE,
        .budget = options->budget ? options->budget : LG__DEFAULT_BUDGET,
        .blocking_threads = options->blocking_threads ? options->blocking_threads : DEFAULT_BLOCKING_THREADS,
        .blocking_idle_ms = options->blocking_idle_ms ? options->blocking_idle_ms : DEFAULT_BLOCKING_IDLE_MS,
        .seed = options->seed,
    };
    snprintf(runtime->name, sizeof runtime->name, "%s", options->name ? options->name : "lifeguard");
    if (options->paused_clock) {
        lg__clock_init_paused(&runtime->own_clock);
        runtime->clock = &runtime->own_clock;
    }
    int error = init_kind(runtime, options);
    if (!error && (error = init_watch(runtime, options)))
        end_kind(runtime);
    if (error) {
        free(runtime);
        errno = error;
        return NULL;
    }
    lg__runtimes_add(runtime);
    return runtime;
}

/* Ends a runtime: its tasks, then what they wait for and in, then its memory. */
static void end_runtime(lg_runtime *runtime)
{
    struct lg__blocking *blocking;
    lg__runtimes_remove(runtime);
    if (runtime->crew)
        lg__crew_stop(runtime->crew);
    else
        lg__current_thread_stop(runtime);
    lg__watch_polls_drop(runtime->watch);
    if ((blocking = lg__load_acquire(&runtime->blocking))) { /* pairs with lg__runtime_blocking */
        lg__blocking_close(blocking);
        lg__blocking_release(blocking);
    }
    struct lg__driver *driver = lg__runtime_driver(runtime);
    if (driver)
        driver->close(driver);
    lg__runtime_memory_drop(runtime);
}

static void check_not_inside(lg_runtime *runtime, const char *who)
{
    if (runtime->crew && lg__works_for(runtime))
        lg__violated(who, "called by one of the runtime's own tasks");
}

void lg_runtime_drop(lg_runtime *runtime)
{
    if (!runtime)
        return;
    check_not_inside(runtime, "lg_runtime_drop");
    end_runtime(runtime);
}

int lg_runtime_shutdown(lg_runtime *runtime, uint64_t ms)
{
    check_not_inside(runtime, "lg_runtime_shutdown");
    uint64_t ns = lg__ms_to_ns(ms);
    bool drained = runtime->crew ? lg__crew_drain(runtime->crew, ns) : lg__current_thread_drain(runtime, ns);
    end_runtime(runtime);
    return drained ? 0 : ETIMEDOUT;
}

lg_runtime *lg_runtime_current(void)
{
    return lg__current;
}

/* Running one future. */

void lg_block_on_future_in(lg_runtime *runtime, const lg_future_type *type, void *future, void *out)
{
    check_not_inside(runtime, "block_on_in");
    if (runtime->crew)
        lg__crew_block_on(runtime, type, future, out);
    else
        lg__current_thread_block_on(runtime, type, future, out);
}

void lg_block_on_future(const lg_future_type *type, void *future, void *out)
{
    lg_runtime *runtime = lg_runtime_new(NULL);
    if (!runtime)
        lg__out_of_memory("block_on");
    lg__current_thread_block_on(runtime, type, future, out);
    lg_runtime_drop(runtime);
}

/* What futures need of their runtime. */

struct lg__driver *lg__runtime_driver(lg_runtime *runtime)
{
    return lg__load_acquire(&runtime->driver); /* pairs with lg__runtime_attach */
}

struct lg__driver *lg__runtime_attach(lg_runtime *runtime, struct lg__driver *driver)
{
    struct lg__driver *attached = NULL;
    if (!lg__cas_acq_rel(&runtime->driver, &attached, driver))
        return lg__runtime_driver(runtime);
    if (runtime->crew)
        lg__crew_rouse(runtime->crew); /* who has the seat sleeps by itself, and is to sleep in the driver */
    return driver;
}

struct lg__timers *lg__runtime_timers(struct lg_runtime *runtime)
{
    if (runtime->crew)
        return runtime->crew->workers[lg__works_for(runtime) ? lg__worker->index : 0].timers;
    if (!runtime->timers) {
        runtime->timers = runtime->timers_room;
        lg__timers_init(runtime->timers, runtime->clock, runtime);
    }
    return runtime->timers;
}

struct lg__blocking *lg__runtime_blocking(lg_runtime *runtime)
{
    struct lg__blocking *pool = lg__load_acquire(&runtime->blocking), *first = NULL; /* pairs with the exchange below */
    if (pool)
        return pool;
    pool = lg__blocking_new(runtime, runtime->blocking_threads, runtime->blocking_idle_ms, runtime->name);
    if (!pool || lg__cas_acq_rel(&runtime->blocking, &first, pool))
        return pool;
    lg__blocking_release(pool);
    return lg__load_acquire(&runtime->blocking);
}

bool lg__runtime_may_jump(struct lg_runtime *runtime)
{
    if (!lg__clock_paused(runtime->clock))
        return false;
    struct lg__blocking *blocking = lg__load_acquire(&runtime->blocking);
    return !blocking || !lg__blocking_is_busy(blocking);
}

void lg__runtime_nudge(struct lg_runtime *runtime)
{
    if (!lg__clock_paused(runtime->clock))
        return;
    if (runtime->crew)
        lg__crew_notify(runtime->crew);
    else
        lg__unpark(&runtime->parker);
}

/* Whether the runtime's clock is not the process's. */
static bool has_own_clock(const lg_runtime *runtime)
{
    return runtime->clock == &runtime->own_clock;
}

lg_instant lg__runtime_next_timer(struct lg_runtime *runtime, lg_instant next)
{
    lg_instant by_hand = has_own_clock(runtime) ? NEVER : lg__timers_earliest(lg__process_timers());
    return by_hand < next ? by_hand : next;
}

bool lg__runtime_jump(struct lg_runtime *runtime, lg_instant next)
{
    next = lg__runtime_next_timer(runtime, next);
    if (next == NEVER)
        return false;
    lg__clock_jump(runtime->clock, next);
    if (!has_own_clock(runtime))
        lg__process_timers_fire();
    return true;
}
