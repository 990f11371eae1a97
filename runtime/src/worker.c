/* worker.c: the loop of a worker: takes the next task, runs it; where there is none, searches, and sleeps. */
#include "posix.h"

#include "clock.h"
#include "crew.h"
#include "runtime.h"
#include "task_shared.h"
#include "timer.h"

#include <stdlib.h>

#define NEVER UINT64_MAX

#ifdef LIFEGUARD_PARANOID
enum { POLLS_PER_LOOK = 4, MOST_NEXT_RUNS = 2 };
#else
enum {
    POLLS_PER_LOOK = 64, /* at the injection, outside, and at timers */
    MOST_NEXT_RUNS = 16, /* of the task in front, in a row */
};
#endif

/* While others work, the lookout looks so often for what a worker has that is stuck in a long poll. */
#define LOOK_OUT_NS ((uint64_t)10 * LG_NS_PER_MS)

lg__thread_local struct lg__worker *lg__worker;

int lg__worker_init(struct lg__worker *worker, lg_runtime *runtime, uint16_t index)
{
    *worker = (struct lg__worker){.runtime = runtime, .index = index, .random = 0x9e3779b9u * (index + 1u)};
    worker->arena.shared = true;
    worker->timers = lg__timers_room();
    if (!worker->timers)
        return ENOMEM;
    lg__timers_init(worker->timers, runtime->clock, runtime);
    int error = lg__parker_init(&worker->parker);
    if (error)
        lg__timers_close(worker->timers);
    return error;
}

void lg__worker_end(struct lg__worker *worker)
{
    lg__parker_end(&worker->parker);
    lg__blocks_end(&worker->memory.blocks);
}

struct lg__worker *lg__worker_become(struct lg__worker *worker)
{
    struct lg__worker *before = lg__worker;
    lg__worker = worker;
    lg__arena_of_thread = worker ? &worker->arena : NULL;
    return before;
}

/* Queueing. */

static void queue_in_ring(struct lg__worker *worker, lg_task *task)
{
    lg_task *first, *last;
    while (!lg__ring_push(&worker->ring, task)) {
        unsigned count = lg__ring_take_half(&worker->ring, &first, &last);
        if (count == 0)
            continue; /* others have taken some */
        lg__count(&worker->counts.overflows, 1);
        last->next = task;
        lg__injection_push(&worker->runtime->crew->injection, first, task, count + 1);
        return;
    }
}

/* There is more than this worker is about to run. This worker is awake, and would get to it: so a look that costs
 * nothing will do. */
static void offer(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    if (lg__idle_wants_work(&crew->idle))
        lg__crew_notify(crew);
}

void lg__worker_queue_next(struct lg__worker *worker, lg_task *task)
{
    if (worker->ending)
        return;
    lg_task *displaced = lg__ring_put_next(&worker->ring, task);
    if (displaced) {
        queue_in_ring(worker, displaced);
        offer(worker);
    }
}

void lg__worker_queue_last(struct lg__worker *worker, lg_task *task)
{
    bool others = lg__ring_count(&worker->ring) > 0;
    queue_in_ring(worker, task);
    if (others)
        offer(worker);
}

/* Finding. */

/* Takes what was injected: one to be run now, and more into the ring. */
static lg_task *take_injected(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    size_t count = lg__injection_count(&crew->injection);
    if (count == 0)
        return NULL;
    size_t share = count / crew->count + 1, room = LG__RING_SIZE - lg__ring_count(&worker->ring);
    size_t most = share < room / 2 + 1 ? share : room / 2 + 1; /* room for those after the first */
    lg_task *first = lg__injection_take(&crew->injection, most);
    if (!first)
        return NULL;
    uint64_t taken = 1;
    for (lg_task *task = first->next, *next; task; task = next, taken++) {
        next = task->next;
        queue_in_ring(worker, task);
    }
    lg__count(&worker->counts.injected, taken);
    return first;
}

static lg_task *take_own(struct lg__worker *worker)
{
    struct lg__ring *ring = &worker->ring;
    lg_task *next = lg__ring_take_next(ring);
    if (next && worker->next_runs++ < MOST_NEXT_RUNS)
        return next;
    worker->next_runs = 0;
    lg_task *first = lg__ring_pop(ring);
    if (!next || !first)
        return next ? next : first;
    queue_in_ring(worker, next);
    return first;
}

/* Marsaglia's xorshift. */
static uint32_t random_number(struct lg__worker *worker)
{
    worker->random ^= worker->random << 13;
    worker->random ^= worker->random >> 17;
    return worker->random ^= worker->random << 5;
}

static lg_task *steal(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    uint32_t start = random_number(worker) % crew->count;
    for (uint32_t i = 0; i < crew->count; i++) {
        struct lg__worker *other = &crew->workers[(start + i) % crew->count];
        unsigned count = 1;
        lg_task *task = other != worker ? lg__ring_steal(&other->ring, &worker->ring, &count) : NULL;
        if (!task && other != worker && worker->looked_long)
            task = lg__ring_take_next(&other->ring);
        if (task) {
            lg__count(&worker->counts.steals, 1);
            lg__count(&worker->counts.stolen, count);
            return task;
        }
    }
    return take_injected(worker);
}

/* The next task to be run, or NULL. */
static lg_task *find(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    lg_task *task = take_own(worker);
    if (!task)
        task = take_injected(worker);
    if (!task && (worker->searching || (worker->searching = lg__idle_begin_search(&crew->idle))))
        task = steal(worker);
    return task;
}

/* There is something to run, wherever it came from: who runs it is not searching. */
static void end_search(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    worker->searching = false;
    if (lg__idle_end_search(&crew->idle))
        lg__crew_notify(crew); /* where there was something, there may be more */
}

/* Looking around. */

static bool take_seat(struct lg__crew *crew)
{
    return !lg__exchange_acquire(&crew->seat, true);
}

static void leave_seat(struct lg__crew *crew)
{
    lg__store_release(&crew->seat, false); /* pairs with who takes the seat next */
}

static void take_seat_and_poll(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    struct lg__driver *driver = lg__runtime_driver(worker->runtime);
    if (!driver || !take_seat(crew))
        return;
    driver->poll(driver, 0);
    leave_seat(crew);
}

/* What is done once in so many polls: a task that came from elsewhere, to be run now, or NULL. */
static lg_task *look_around(struct lg__worker *worker)
{
    take_seat_and_poll(worker);
    lg__crew_fire_timers(worker->runtime->crew);
    lg__shared_take_finished(worker);
    return take_injected(worker);
}

static bool has_orders(struct lg__worker *worker)
{
    return lg__load_relaxed(&worker->runtime->crew->orders) != LG__GO_ON;
}

/* Whether there is anything that a worker might take. */
static bool sees_work(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    if (lg__injection_count(&crew->injection) || has_orders(worker))
        return true;
    for (unsigned i = 0; i < crew->count; i++)
        if (lg__ring_count(&crew->workers[i].ring))
            return true;
    return false;
}

/* Sleeping. */

/* How long nothing is due of the timers that this worker minds: all, or its own. */
static uint64_t time_to_timers(struct lg__worker *worker, bool all)
{
    if (lg__clock_paused(worker->runtime->clock))
        return NEVER;
    lg_instant earliest = all ? lg__crew_earliest_timer(worker->runtime->crew) : lg__timers_earliest(worker->timers);
    if (earliest == NEVER)
        return NEVER;
    lg_instant now = lg__clock_now(worker->runtime->clock);
    return earliest > now ? earliest - now : 0;
}

/* Whether some worker has a task in front of its ring. It may be about to run it; for the lookout. */
static bool sees_next_task(struct lg__crew *crew)
{
    for (unsigned i = 0; i < crew->count; i++)
        if (lg__load_relaxed(&crew->workers[i].ring.next))
            return true;
    return false;
}

/* For the lookout: whether there is something that a worker which is stuck would have done. */
static bool looks_out(struct lg__worker *worker)
{
    take_seat_and_poll(worker);
    worker->looked_long = sees_next_task(worker->runtime->crew);
    return worker->looked_long || sees_work(worker) || time_to_timers(worker, true) == 0;
}

/* Sleeps until it is unparked, something happens outside, or a timer is due; as the lookout, until there is something
 * to be taken from a worker that does not get to it. Whether it has the seat: who found it taken may have met the
 * lookout there, which had a look and left it, and so the lookout takes it when nobody else has. */
static bool sleep_or_look_out(struct lg__worker *worker, bool in_seat)
{
    struct lg__crew *crew = worker->runtime->crew;
    enum lg__idle_role role = lg__idle_role(&crew->idle, worker->index);
    while (role != LG__CHOSEN) {
        in_seat = in_seat || take_seat(crew);
        uint64_t ns = time_to_timers(worker, in_seat);
        if (role == LG__LOOKOUT && ns > LOOK_OUT_NS)
            ns = LOOK_OUT_NS;
        if (ns == 0)
            break;
        lg__count(&worker->counts.parks, 1);
        lg__park(&worker->parker, in_seat ? lg__runtime_driver(worker->runtime) : NULL, ns);
        role = lg__idle_role(&crew->idle, worker->index);
        if (role == LG__SLEEPER || role == LG__CHOSEN || looks_out(worker))
            break;
    }
    return in_seat;
}

/* This worker is the only one awake, nothing can be run, and the clock is paused. Moves the clock to the next timer.
 * False: there is none. */
static bool jump(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    take_seat_and_poll(worker); /* what happens outside goes before */
    /* Before the look at what there is to do: whoever made this timer has spawned what it spawned before. */
    lg_instant next = lg__crew_earliest_timer(crew);
    if (lg__ring_count(&worker->ring) || lg__load_relaxed(&worker->ring.next) || sees_work(worker) ||
        lg__idle_awake(&crew->idle) > 1 || lg__crew_earliest_timer(crew) < next)
        return true;
    return lg__runtime_jump(worker->runtime, next);
}

/* All sleep, this worker was the last, and yet the clock can jump: since this worker was refused that, a call on
 * another thread has ended, or somebody was awake who made a timer. */
static bool could_jump(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    return lg__idle_awake(&crew->idle) == 0 && lg__runtime_may_jump(worker->runtime) &&
           lg__runtime_next_timer(worker->runtime, lg__crew_earliest_timer(crew)) != NEVER;
}

/* Has found nothing: falls asleep, looks once more, sleeps, wakes. */
static void idle(struct lg__worker *worker)
{
    struct lg__crew *crew = worker->runtime->crew;
    lg__shared_take_finished(worker);
    bool in_seat = take_seat(crew);
    if (!lg__idle_sleep(&crew->idle, worker->index, worker->searching, in_seat,
                        lg__runtime_may_jump(worker->runtime))) {
        if (in_seat)
            leave_seat(crew);
        if (jump(worker)) {
            lg__crew_fire_timers(crew);
            return;
        }
        in_seat = take_seat(crew);
        lg__idle_sleep(&crew->idle, worker->index, worker->searching, in_seat, false);
    }
    if (lg__load_relaxed(&crew->draining))
        lg__unpark(&crew->drained);
    if (!sees_work(worker) && !could_jump(worker))
        in_seat = sleep_or_look_out(worker, in_seat);
    if (in_seat)
        leave_seat(crew);
    int lookout;
    worker->searching = !lg__idle_wake(&crew->idle, worker->index, &lookout);
    if (lookout >= 0)
        lg__unpark(&crew->workers[lookout].parker);
    lg__crew_fire_timers(crew);
}

/* The loop. */

static void run(struct lg__worker *worker, lg_task *task)
{
    lg__count_poll(&worker->counts, task->type);
    worker->polls++;
    bool again = lg__shared_run(worker, task);
    lg__count_poll_end(&worker->counts);
    if (again)
        lg__worker_queue_last(worker, task);
}

void *lg__worker_main(void *data)
{
    struct lg__worker *worker = data;
    lg__worker_become(worker);
    lg__current = worker->runtime;
    lg__clock_use(worker->runtime->clock);
    while (!has_orders(worker) || lg__rest_or_stop(worker->runtime->crew)) {
        lg_task *task = worker->polls % POLLS_PER_LOOK == POLLS_PER_LOOK - 1 ? look_around(worker) : NULL;
        if (!task)
            task = find(worker);
        if (task && worker->searching)
            end_search(worker);
        worker->looked_long = false;
        if (task)
            run(worker, task);
        else
            idle(worker);
    }
    return NULL;
}
