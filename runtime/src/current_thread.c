/* current_thread.c: the loop of a current-thread runtime, and its end. */
#include "posix.h"

#include "budget.h"
#include "cold.h"
#include "contract.h"
#include "current_thread.h"
#include "rest.h"
#include "task_owned.h"
#include "timer.h"

#include <errno.h>
#include <stdlib.h>

#define NEVER UINT64_MAX

/* While there are tasks to run, a real clock is read once in so many polls, and what happens outside is looked at once
 * in so many times that the clock is. */
enum { POLLS_PER_LOOK = 32, LOOKS_PER_DRIVER = 2 };

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

static void restore(struct outer outer)
{
    lg__current = outer.runtime;
    lg__clock_use(outer.clock);
    lg__budget = outer.budget;
}

static void leave(struct lg_runtime *runtime, struct outer outer)
{
    restore(outer);
    lg__store_release(&runtime->entered, false);
}

int lg__current_thread_init(lg_runtime *runtime)
{
    runtime->end = &runtime->first;
    runtime->cx = lg__owned_context(runtime);
    runtime->timers_room = lg__timers_room();
    if (!runtime->timers_room)
        return ENOMEM;
    int error = lg__parker_init(&runtime->parker);
    if (error)
        free(runtime->timers_room);
    return error;
}

/* The run queue. */

/* The next of a sequence of numbers that look random (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
 * Generators", 2014; the variant splitmix64). */
static uint64_t next_number(uint64_t *seed)
{
    uint64_t number = *seed += UINT64_C(0x9e3779b97f4a7c15);
    number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
    return number ^ number >> 31;
}

/* Takes any task out, as the seed decides. */
static __attribute__((noinline)) lg_task *pop_any(struct lg_runtime *runtime)
{
    uint64_t count = 0;
    for (lg_task *task = runtime->first; task; task = task->next)
        count++;
    if (count == 0)
        return NULL;
    uint64_t skip = next_number(&runtime->seed) % count;
    lg_task **place = &runtime->first;
    for (; skip > 0; skip--)
        place = &(*place)->next;
    lg_task *task = *place;
    *place = task->next;
    if (!task->next)
        runtime->end = place;
    return task;
}

static lg_task *pop(struct lg_runtime *runtime)
{
    if (runtime->seed)
        return pop_any(runtime);
    lg_task *task = runtime->first;
    if (!task)
        return NULL;
    runtime->first = task->next;
    if (task->next)
        __builtin_prefetch(task->next, 1); /* while this one runs */
    else
        runtime->end = &runtime->first;
    return task;
}

static void receive(lg_task *first)
{
    for (lg_task *task = first, *next; task; task = next) {
        next = task->inbox_next; /* once received it may be pushed again, or be gone */
        lg__owned_receive(task);
    }
}

/* Looks into the inbox, which is also where others knock who want the thread to rest. */
static void look_inside(struct lg_runtime *runtime)
{
    receive(lg__inbox_take(&runtime->inbox));
    lg__rest_in(runtime);
}

/* Timers. */

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

/* Sleeping. */

/* How long nothing is to be done, as far as timers are concerned. */
static uint64_t time_to_next_timer(struct lg_runtime *runtime)
{
    lg_instant earliest = earliest_timer(runtime);
    if (earliest == NEVER)
        return NEVER;
    lg_instant now = lg__clock_now(runtime->clock);
    return earliest > now ? earliest - now : 0;
}

static void look_outside(struct lg_runtime *runtime)
{
    struct lg__driver *driver = lg__runtime_driver(runtime);
    if (driver)
        driver->poll(driver, 0);
}

/* Sleeps until another thread wakes a task, something happens outside, or a timer is due. A paused clock jumps to the
 * next timer instead. */
static void park(struct lg_runtime *runtime)
{
    uint64_t ns = NEVER;
    if (lg__runtime_may_jump(runtime)) {
        look_outside(runtime); /* what happens outside goes before */
        if (runtime->first || lg__inbox_is_filled(&runtime->inbox) ||
            lg__runtime_jump(runtime, earliest_timer(runtime)))
            return;
    } else if (!lg__clock_paused(runtime->clock)) {
        ns = time_to_next_timer(runtime);
    }
    if (ns > 0) {
        lg__count(&runtime->counts.parks, 1);
        lg__park(&runtime->parker, lg__runtime_driver(runtime), ns);
    }
}

/* What is done beside running tasks: so many times already. */
static lg__cold void look_around(struct lg_runtime *runtime, unsigned looks)
{
    fire_timers(runtime);
    if (looks % LOOKS_PER_DRIVER == LOOKS_PER_DRIVER - 1)
        look_outside(runtime);
}

/* There is no task to be run. */
static lg__cold void be_idle(struct lg_runtime *runtime)
{
    fire_timers(runtime);
    if (!runtime->first)
        park(runtime);
}

/* When a run ends. */
struct goal {
    lg_task *task;      /* this one is done; NULL: all are */
    lg_instant at_most; /* or this has come */
};

static bool is_reached(struct lg_runtime *runtime, const struct goal *goal)
{
    if (goal->task)
        return lg__owned_is_done(goal->task);
    look_inside(runtime);
    return !runtime->oldest || (goal->at_most != NEVER && lg__clock_now(runtime->clock) >= goal->at_most);
}

/* Runs tasks, and sleeps where there is none. */
static void run_until(struct lg_runtime *runtime, struct goal goal)
{
    for (unsigned looks = 0, left = 1; !is_reached(runtime, &goal); left--) {
        if (lg__inbox_is_filled(&runtime->inbox))
            look_inside(runtime);
        if (left == 0) {
            look_around(runtime, looks++);
            left = POLLS_PER_LOOK;
        } else if (lg__load_relaxed(&runtime->clock->paused)) { /* whoever moves it on expects that to be seen */
            fire_timers(runtime);
        }
        lg_task *next = pop(runtime);
        if (next) {
            lg__count_poll(&runtime->counts, next->type);
            lg__owned_run(next);
            lg__count_poll_end(&runtime->counts);
        } else {
            be_idle(runtime);
        }
    }
}

void lg__current_thread_block_on(lg_runtime *runtime, const lg_future_type *type, void *future, void *out)
{
    struct outer outer = enter(runtime, "block_on_in");
    lg_task *task = lg__task_new_borrowed(runtime, type, future, out);
    if (!task)
        lg__out_of_memory("block_on");
    look_inside(runtime); /* what came before stands before */
    lg_task_start(task);
    run_until(runtime, (struct goal){task, NEVER});
    lg_detach(task);
    leave(runtime, outer);
}

bool lg__current_thread_drain(lg_runtime *runtime, uint64_t ns)
{
    struct outer outer = enter(runtime, "lg_runtime_shutdown");
    const lg_waker nobody = lg_waker_noop();
    struct lg__timer end = {.deadline = lg__later(lg__clock_now(runtime->clock), ns)};
    if (end.deadline != NEVER) /* so that it is slept for, and jumped to */
        lg__timer_insert(&end, lg__runtime_timers(runtime), &nobody);
    run_until(runtime, (struct goal){NULL, end.deadline});
    if (end.deadline != NEVER)
        lg__timer_release(&end);
    bool drained = !runtime->oldest;
    leave(runtime, outer);
    return drained;
}

static void forget_queue(struct lg_runtime *runtime)
{
    runtime->first = NULL;
    runtime->end = &runtime->first;
}

/* Drops the unfinished tasks, oldest first. Each may wake others, or spawn: nothing is run from the queue any more, and
 * it must not lead to tasks that are gone. */
static void cancel_all(struct lg_runtime *runtime)
{
    while (runtime->oldest) {
        forget_queue(runtime);
        lg__owned_cancel(runtime->oldest);
    }
    forget_queue(runtime);
}

void lg__current_thread_stop(lg_runtime *runtime)
{
    struct outer outer = enter(runtime, "lg_runtime_drop");
    look_inside(runtime);
    cancel_all(runtime);
    receive(lg__inbox_close(&runtime->inbox));
    cancel_all(runtime);
    if (runtime->timers)
        lg__timers_close(runtime->timers);
    else
        free(runtime->timers_room);
    lg__arena_end(&runtime->arena);
    restore(outer); /* `entered` stays: nobody gets in any more */
}
