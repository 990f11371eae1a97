/* crew.c: starting and stopping the workers, and what concerns all of them. */
#include "posix.h"

#include "clock.h"
#include "crew.h"
#include "result.h"
#include "runtime.h"
#include "task_shared.h"
#include "threads.h"
#include "timer.h"

#include <errno.h>
#include <stdlib.h>

#define NEVER UINT64_MAX

static void end_workers(struct lg__crew *crew, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        lg__worker_end(&crew->workers[i]);
}

static void free_crew(struct lg__crew *crew)
{
    lg__parker_end(&crew->drained);
    free(crew->idle.sleeper);
    free(crew);
}

struct lg__crew *lg__crew_new(lg_runtime *runtime, unsigned count)
{
    size_t size = sizeof(struct lg__crew) + count * sizeof(struct lg__worker);
    struct lg__crew *crew = lg__aligned_malloc(size, _Alignof(struct lg__crew));
    uint16_t *sleeper = malloc(count * sizeof *sleeper);
    int error = crew && sleeper ? 0 : ENOMEM;
    if (!error) {
        *crew = (struct lg__crew){.runtime = runtime, .count = count};
        lg__idle_init(&crew->idle, count, sleeper);
        error = lg__parker_init(&crew->drained);
    }
    if (error) {
        free(crew);
        free(sleeper);
        errno = error;
        return NULL;
    }
    for (unsigned i = 0; i < count; i++) {
        error = lg__worker_init(&crew->workers[i], runtime, (uint16_t)i);
        if (error) {
            for (unsigned k = 0; k < i; k++)
                lg__timers_close(crew->workers[k].timers);
            end_workers(crew, i);
            free_crew(crew);
            errno = error;
            return NULL;
        }
    }
    return crew;
}

static void rouse(struct lg__crew *crew, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        lg__unpark(&crew->workers[i].parker);
}

void lg__crew_rouse(struct lg__crew *crew)
{
    rouse(crew, crew->count);
}

static void stop_threads(struct lg__crew *crew, unsigned count)
{
    lg__store_release(&crew->orders, LG__STOP);
    rouse(crew, count);
    for (unsigned i = 0; i < count; i++)
        pthread_join(crew->workers[i].thread, NULL);
}

/* Ends what futures of the workers wait in, and the frames they had. */
static void close_workers(struct lg__crew *crew)
{
    for (unsigned i = 0; i < crew->count; i++) {
        lg__timers_close(crew->workers[i].timers);
        lg__arena_end(&crew->workers[i].arena);
    }
}

int lg__crew_start(struct lg__crew *crew, const char *name)
{
    for (unsigned i = 0; i < crew->count; i++) {
        struct lg__worker *worker = &crew->workers[i];
        int error = lg__thread_start(&worker->thread, lg__worker_main, worker, name, i);
        if (error) {
            stop_threads(crew, i);
            close_workers(crew);
            return error;
        }
    }
    return 0;
}

void lg__crew_notify(struct lg__crew *crew)
{
    int lookout, chosen = lg__idle_choose(&crew->idle, &lookout);
    if (chosen >= 0)
        lg__unpark(&crew->workers[chosen].parker);
    if (lookout >= 0)
        lg__unpark(&crew->workers[lookout].parker);
}

bool lg__crew_inject(struct lg__crew *crew, lg_task *task)
{
    if (!lg__injection_push(&crew->injection, task, task, 1))
        return false;
    lg__crew_notify(crew);
    return true;
}

/* Timers. */

lg_instant lg__crew_earliest_timer(struct lg__crew *crew)
{
    lg_instant earliest = NEVER;
    for (unsigned i = 0; i < crew->count; i++) {
        lg_instant of_one = lg__timers_earliest(crew->workers[i].timers);
        earliest = of_one < earliest ? of_one : earliest;
    }
    return earliest;
}

void lg__crew_fire_timers(struct lg__crew *crew)
{
    lg_instant earliest = lg__crew_earliest_timer(crew);
    if (earliest == NEVER)
        return;
    lg_instant now = lg__clock_now(crew->runtime->clock);
    for (unsigned i = 0; earliest <= now && i < crew->count; i++)
        if (lg__timers_earliest(crew->workers[i].timers) <= now)
            lg__timers_fire(crew->workers[i].timers, now);
}

/* The end. */

/* Tasks are first counted when they have ended, then when they began: if the numbers are the same, there was none in
 * between. */
static bool all_have_ended(struct lg__crew *crew)
{
    uint64_t finished = 0, spawned = 0;
    for (unsigned i = 0; i < crew->count; i++)
        finished += lg__load_acquire(&crew->workers[i].counts.finished);
    for (unsigned i = 0; i < crew->count; i++)
        spawned += lg__load_acquire(&crew->workers[i].counts.spawned);
    return finished == spawned + lg__load_acquire(&crew->spawned);
}

static void unpark(void *parker)
{
    lg__unpark(parker);
}

static lg_waker same_waker(void *parker);
static void nothing(void *parker)
{
    (void)parker;
}
static const lg_waker_vtable unparking = {same_waker, unpark, unpark, nothing};
static lg_waker same_waker(void *parker)
{
    return (lg_waker){&unparking, parker};
}

bool lg__crew_drain(struct lg__crew *crew, uint64_t ns)
{
    struct lg__clock *clock = crew->runtime->clock;
    const lg_waker waker = {&unparking, &crew->drained};
    struct lg__timer end = {.deadline = lg__later(lg__clock_now(clock), ns)};
    lg__timer_insert(&end, crew->workers[0].timers, &waker); /* so that a paused clock stops there */
    lg__store_relaxed(&crew->draining, true);
    /* From here on whoever falls asleep sees `draining`; what was ended by those who fell asleep before is seen here.
     */
    lg__idle_order(&crew->idle);
    lg__crew_notify(crew);
    lg_instant now;
    bool drained;
    while (!(drained = all_have_ended(crew)) && (now = lg__clock_now(clock)) < end.deadline)
        lg__park(&crew->drained, NULL, lg__clock_paused(clock) || end.deadline == NEVER ? NEVER : end.deadline - now);
    lg__store_relaxed(&crew->draining, false);
    lg__timer_release(&end);
    return drained;
}

/* Drops the tasks whose home this is, oldest first. A drop may spawn, and wake: nothing of that runs any more. */
static bool cancel_tasks(struct lg__worker *worker)
{
    bool any = false;
    lg__shared_take_finished(worker);
    for (; worker->oldest; any = true)
        lg__shared_cancel(worker, worker->oldest);
    return any;
}

/* A task that was queued: no worker has begun it, unless it has a home. */
static void move_in(struct lg__worker *worker, lg_task *task)
{
    if (!(lg__load_relaxed(&task->owned) & LG__HOMED))
        lg__shared_move_in(worker, task);
}

/* Gives the tasks a home that no worker has begun: those still injected, and those that a worker has taken from there
 * and not got to. */
static void move_in_queued(struct lg__crew *crew)
{
    for (lg_task *task = lg__injection_close(&crew->injection), *next; task; task = next) {
        next = task->next;
        move_in(&crew->workers[0], task);
    }
    for (unsigned i = 0; i < crew->count; i++) {
        struct lg__worker *worker = &crew->workers[i];
        for (lg_task *task; (task = lg__ring_take_next(&worker->ring)) || (task = lg__ring_pop(&worker->ring));)
            move_in(worker, task);
    }
}

/* Drops the tasks that are left, as the workers, whose threads have ended: cleanups find their runtime and its clock.
 */
static void cancel_all(struct lg__crew *crew)
{
    lg_runtime *runtime = lg__current;
    struct lg__clock *clock = lg__clock_use(crew->runtime->clock);
    struct lg__worker *before = lg__worker_become(&crew->workers[0]);
    lg__current = crew->runtime;
    move_in_queued(crew);
    for (bool any = true; any;) {
        any = false;
        for (unsigned i = 0; i < crew->count; i++) {
            lg__worker_become(&crew->workers[i]);
            any |= cancel_tasks(&crew->workers[i]);
        }
    }
    lg__worker_become(before);
    lg__clock_use(clock);
    lg__current = runtime;
}

void lg__crew_stop(struct lg__crew *crew)
{
    stop_threads(crew, crew->count);
    for (unsigned i = 0; i < crew->count; i++)
        crew->workers[i].ending = true;
    cancel_all(crew);
    close_workers(crew);
}

void lg__crew_free(struct lg__crew *crew)
{
    end_workers(crew, crew->count);
    free_crew(crew);
}
