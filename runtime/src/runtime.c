/* runtime.c: the loop of a current-thread runtime, and its beginning and end. */
#include "posix.h"

#include "budget.h"
#include "contract.h"
#include "process_timers.h"
#include "task_memory.h"
#include "timer.h"

#include <errno.h>
#include <stdlib.h>

#define NEVER UINT64_MAX

/* While there are tasks to run, a real clock is read, and what happens outside is looked at, once in so many polls. */
enum { POLLS_PER_CLOCK_READ = 32, POLLS_PER_DRIVER = 64 };

lg__thread_local struct lg_runtime *lg__current;
lg__thread_local unsigned lg__budget;

/* What the thread was inside of before. */
struct outer {
    struct lg_runtime *runtime;
    struct lg__clock *clock;
    unsigned budget;
};

/* Makes this thread the owner. The acquire pairs with the release in leave: what the owner before did is seen. */
static struct outer enter(struct lg_runtime *runtime, const char *who)
{
    bool entered = false;
    if (!lg__cas_acquire(&runtime->entered, &entered, true))
        lg__violated(who, "the runtime is running already");
    struct outer outer = {lg__current, lg__clock_use(runtime->clock), lg__budget};
    lg__current = runtime;
    return outer;
}

static void leave(struct lg_runtime *runtime, struct outer outer)
{
    lg__current = outer.runtime;
    lg__clock_use(outer.clock);
    lg__budget = outer.budget;
    lg__store_release(&runtime->entered, false);
}

static void receive(lg_task *first)
{
    for (lg_task *task = first, *next; task; task = next) {
        next = task->inbox_next; /* once received it may be pushed again, or be gone */
        lg__task_receive(task);
    }
}

static lg_instant earliest_timer(struct lg_runtime *runtime)
{
    return runtime->timers ? lg__timers_earliest(runtime->timers) : NEVER;
}

static void fire_timers(struct lg_runtime *runtime)
{
    lg_instant earliest = earliest_timer(runtime), now;
    if (earliest != NEVER && earliest <= (now = lg__clock_now(runtime->clock)))
        lg__timers_fire(runtime->timers, now);
}

/* Nothing is runnable on a paused clock: jumps to the next timer, also to one of a future that is polled by hand.
 * False: there is none. */
static bool jump(struct lg_runtime *runtime)
{
    bool own = runtime->clock == &runtime->own_clock;
    lg_instant next = earliest_timer(runtime);
    lg_instant process = own ? NEVER : lg__timers_earliest(lg__process_timers());
    next = process < next ? process : next;
    if (next == NEVER)
        return false;
    lg__clock_jump(runtime->clock, next);
    if (!own)
        lg__process_timers_fire();
    return true;
}

/* How long nothing is to be done, as far as timers are concerned. */
static uint64_t time_to_next_timer(struct lg_runtime *runtime)
{
    lg_instant earliest = earliest_timer(runtime);
    if (earliest == NEVER)
        return NEVER;
    lg_instant now = lg__clock_now(runtime->clock);
    return earliest > now ? earliest - now : 0;
}

/* Sleeps until another thread wakes a task, something happens outside, or a timer is due. */
static void park(struct lg_runtime *runtime)
{
    struct lg__driver *driver = lg__runtime_driver(runtime);
    if (!lg__clock_paused(runtime->clock)) {
        uint64_t ns = time_to_next_timer(runtime);
        if (ns > 0)
            lg__park(&runtime->parker, driver, ns);
        return;
    }
    if (driver) { /* what happens outside goes before the jump */
        driver->poll(driver, 0);
        if (runtime->first || lg__inbox_is_filled(&runtime->inbox))
            return;
    }
    if (!jump(runtime))
        lg__park(&runtime->parker, driver, NEVER);
}

static void look_outside(struct lg_runtime *runtime)
{
    struct lg__driver *driver = lg__runtime_driver(runtime);
    if (driver)
        driver->poll(driver, 0);
}

/* Runs tasks until `task` is done. */
static void run_until_done(struct lg_runtime *runtime, lg_task *task)
{
    for (unsigned polls = 0; !lg__task_is_done(task); polls++) {
        if (lg__inbox_is_filled(&runtime->inbox))
            receive(lg__inbox_take(&runtime->inbox));
        if (runtime->timers &&
            (!runtime->first || polls % POLLS_PER_CLOCK_READ == 0 || lg__clock_paused(runtime->clock)))
            fire_timers(runtime);
        if (polls % POLLS_PER_DRIVER == POLLS_PER_DRIVER - 1)
            look_outside(runtime);
        lg_task *next = lg__run_queue_pop(runtime);
        if (next)
            lg__task_run(next);
        else
            park(runtime);
    }
}

lg_runtime *lg_runtime_new(const lg_runtime_options *options)
{
    if (options && options->workers > 1) {
        errno = ENOTSUP;
        return NULL;
    }
    lg_runtime *runtime = malloc(sizeof *runtime);
    if (!runtime) {
        errno = ENOMEM;
        return NULL;
    }
    *runtime = (lg_runtime){.clock = lg__process_clock(), .tasks_elsewhere = LG__TASKS_ELSEWHERE};
    runtime->budget = options && options->budget ? options->budget : LG__DEFAULT_BUDGET;
    if (options && options->paused_clock) {
        lg__clock_init_paused(&runtime->own_clock);
        runtime->clock = &runtime->own_clock;
    }
    int error = lg__parker_init(&runtime->parker);
    if (error) {
        free(runtime);
        errno = error;
        return NULL;
    }
    return runtime;
}

/* Drops the unfinished tasks, oldest first. Each may wake others, or spawn: nothing is run from the queue any more, and
 * it must not lead to tasks that are gone. */
static void cancel_all(lg_runtime *runtime)
{
    while (runtime->oldest) {
        runtime->first = NULL;
        lg__task_cancel(runtime->oldest);
    }
    runtime->first = NULL;
}

void lg_runtime_drop(lg_runtime *runtime)
{
    if (!runtime)
        return;
    struct outer outer = enter(runtime, "lg_runtime_drop");
    receive(lg__inbox_take(&runtime->inbox));
    cancel_all(runtime);
    receive(lg__inbox_close(&runtime->inbox));
    cancel_all(runtime);
    if (runtime->timers)
        lg__timers_close(runtime->timers);
    struct lg__driver *driver = lg__runtime_driver(runtime);
    if (driver)
        driver->drop(driver);
    lg__arena_end(&runtime->arena);
    lg__current = outer.runtime; /* `entered` stays: nobody gets in any more */
    lg__clock_use(outer.clock);
    lg__runtime_memory_drop(runtime);
}

lg_runtime *lg_runtime_current(void)
{
    return lg__current;
}

struct lg__driver *lg__runtime_driver(lg_runtime *runtime)
{
    return lg__load_acquire(&runtime->driver); /* pairs with lg__runtime_attach */
}

struct lg__driver *lg__runtime_attach(lg_runtime *runtime, struct lg__driver *driver)
{
    struct lg__driver *attached = NULL;
    return lg__cas_acq_rel(&runtime->driver, &attached, driver) ? driver : lg__runtime_driver(runtime);
}

struct lg__timers *lg__runtime_timers(struct lg_runtime *runtime)
{
    if (!runtime->timers)
        runtime->timers = lg__timers_new(runtime->clock);
    if (!runtime->timers)
        lg__out_of_memory("lg_sleep_ms");
    return runtime->timers;
}

void lg_block_on_future_in(lg_runtime *runtime, const lg_future_type *type, void *future, void *out)
{
    struct outer outer = enter(runtime, "block_on_in");
    lg_task *task = lg__task_new_borrowed(runtime, type, future, out);
    if (!task)
        lg__out_of_memory("block_on");
    receive(lg__inbox_take(&runtime->inbox)); /* what came before stands before */
    lg_task_start(task);
    run_until_done(runtime, task);
    lg_detach(task);
    leave(runtime, outer);
}

void lg_block_on_future(const lg_future_type *type, void *future, void *out)
{
    lg_runtime *runtime = lg_runtime_new(NULL);
    if (!runtime)
        lg__out_of_memory("block_on");
    lg_block_on_future_in(runtime, type, future, out);
    lg_runtime_drop(runtime);
}
