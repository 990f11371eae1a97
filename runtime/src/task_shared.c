/* task_shared.c: see task_shared.h. */
#include "posix.h"

#include "budget.h"
#include "cold.h"
#include "contract.h"
#include "crew.h"
#include "runtime.h"
#include "task_future.h"
#include "task_shared.h"
#include "trace_task.h"

/* References. */

enum { MOST_REFERENCES = (UINT32_MAX / LG__SHARED_REFERENCE) / 4 * 3 };

static void retain(lg_task *task)
{
    if (lg__fetch_add_relaxed(&task->shared, LG__SHARED_REFERENCE) / LG__SHARED_REFERENCE >= MOST_REFERENCES)
        lg__violated("lg_waker_clone", "too many wakers of one task");
}

void lg__shared_release(lg_task *task)
{
    /* Each release pairs with the last one's acquire. Who sees that only its own is left needs no locked instruction.
     */
    if (lg__load_acquire(&task->shared) / LG__SHARED_REFERENCE == 1 ||
        lg__fetch_sub_acq_rel(&task->shared, LG__SHARED_REFERENCE) / LG__SHARED_REFERENCE == 1)
        lg__task_free(task);
}

/* Wakes. */

/* Queues a task that this thread has taken hold of. */
static void queue(lg_task *task)
{
    if (lg__works_for(task->runtime))
        lg__worker_queue_next(lg__worker, task);
    else
        lg__crew_inject(task->runtime->crew, task); /* if not, the runtime is being dropped, and drops the task */
}

/* Sets `bits` and HELD. Whether this thread has taken hold of the task, and is to queue it. */
static bool set_woken(lg_task *task, uint32_t bits)
{
    return !(lg__fetch_or_acq_rel(&task->shared, bits | LG__HELD) & (LG__HELD | LG__CLOSED));
}

void lg__shared_wake(lg_task *task, bool abort)
{
    lg__trace_task(LG_TASK_WAKE, task, 0);
    if (set_woken(task, abort ? LG__SHARED_WOKEN | LG__ABORT : LG__SHARED_WOKEN))
        queue(task);
}

/* Whether the wake comes from inside the task's own poll. */
static bool wake_from_inside(lg_task *task)
{
    struct lg__worker *worker = lg__worker;
    if (!worker || lg__load_relaxed(&worker->running) != task)
        return false;
    lg__trace_task(LG_TASK_WAKE, task, 0);
    worker->rewoken = true;
    return true;
}

static lg_waker waker_clone(void *data);

static void waker_wake_by_ref(void *data)
{
    if (!wake_from_inside(data))
        lg__shared_wake(data, false);
}

/* The reference goes last: until then the runtime's memory stays, which queueing needs. */
static void waker_wake(void *data)
{
    waker_wake_by_ref(data);
    lg__shared_release(data);
}

static void waker_drop(void *data)
{
    lg__shared_release(data);
}

static const lg_waker_vtable waker_vtable = {waker_clone, waker_wake, waker_wake_by_ref, waker_drop};

static lg_waker waker_clone(void *data)
{
    retain(data);
    return (lg_waker){&waker_vtable, data};
}

/* Homes. */

static struct lg__worker *home_of(lg_task *task)
{
    return &task->runtime->crew->workers[lg__load_relaxed(&task->owned) >> LG__HOME_SHIFT];
}

void lg__shared_move_in(struct lg__worker *worker, lg_task *task)
{
    lg__rest_in_crew(worker->runtime->crew);
    task->younger = NULL;
    task->older = worker->youngest;
    if (task->older)
        task->older->younger = task;
    else
        worker->oldest = task;
    worker->youngest = task;
    uint32_t flags = lg__load_relaxed(&task->owned) & ~(UINT32_MAX << LG__HOME_SHIFT);
    lg__store_relaxed(&task->owned, flags | LG__HOMED | (uint32_t)worker->index << LG__HOME_SHIFT);
}

/* For the home. */
static void move_out(struct lg__worker *home, lg_task *task)
{
    lg__rest_in_crew(home->runtime->crew);
    if (task->older)
        task->older->younger = task->younger;
    else
        home->oldest = task->younger;
    if (task->younger)
        task->younger->older = task->older;
    else
        home->youngest = task->older;
}

/* Leaves a task that has ended, and the runtime's reference, to its home. */
static void leave_to_home(struct lg__worker *home, lg_task *task)
{
    task->next = lg__load_relaxed(&home->finished);
    while (!lg__cas_release(&home->finished, &task->next, task))
        ;
}

void lg__shared_take_finished(struct lg__worker *worker)
{
    if (!lg__load_relaxed(&worker->finished))
        return;
    /* Pairs with leave_to_home. */
    for (lg_task *task = lg__exchange_acquire(&worker->finished, NULL), *next; task; task = next) {
        next = task->next;
        move_out(worker, task);
        lg__shared_release(task);
    }
}

/* Beginning. */

/* The runtime ends, and the task, of which nobody has heard, with it. Uses up the runtime's reference. */
static lg__cold void refuse(lg_task *task)
{
    lg__trace_task(LG_TASK_END, task, LG_PENDING);
    lg__fetch_or_acq_rel(&task->shared, LG__CLOSED);
    lg__shared_release(task);
}

void lg__shared_start(lg_task *task)
{
    struct lg__crew *crew = task->runtime->crew;
    if (lg__works_for(task->runtime)) {
        lg__shared_move_in(lg__worker, task);
        lg__count(&lg__worker->counts.spawned, 1);
        lg__worker_queue_next(lg__worker, task);
        return;
    }
    lg__fetch_add_relaxed(&crew->spawned, 1);
    lg__fetch_add_relaxed(&task->shared, LG__SHARED_REFERENCE); /* it may run, end and be joined before this returns */
    if (!lg__crew_inject(crew, task))
        refuse(task);
    lg__shared_release(task);
}

/* Running and the end. */

/* The future is no more: says so to everybody, and uses up the runtime's reference. */
static void end_task(struct lg__worker *worker, lg_task *task, uint32_t finished)
{
    struct lg__worker *home = home_of(task);
    bool at_home = home == worker;
    lg__trace_task(LG_TASK_END, task, finished ? LG_READY : LG_PENDING);
    lg__count(&worker->counts.finished, 1);
    if (at_home)
        move_out(home, task);
    /* Releases the result to whoever joins, and acquires `joiner` from it. If nobody waits, the reference goes in the
     * same step. */
    uint32_t shared = lg__load_acquire(&task->shared), closed;
    do {
        closed = shared | LG__CLOSED | LG__HELD | finished;
        if (at_home && !(shared & LG__JOINER))
            closed -= LG__SHARED_REFERENCE;
    } while (!lg__cas_acq_rel(&task->shared, &shared, closed));
    if (shared & LG__JOINER)
        lg_waker_wake(task->joiner);
    if (!at_home)
        leave_to_home(home, task);
    else if (shared & LG__JOINER)
        lg__shared_release(task);
    else if (closed / LG__SHARED_REFERENCE == 0)
        lg__task_free(task);
}

void lg__shared_cancel(struct lg__worker *worker, lg_task *task)
{
    lg__task_drop_future(task, lg__load_relaxed(&task->owned));
    end_task(worker, task, 0);
}

/* Lets go of a task whose poll is pending. False: it was woken meanwhile, and is still held. */
static bool let_go(lg_task *task)
{
    uint32_t shared = lg__load_relaxed(&task->shared);
    do {
        if (shared & LG__SHARED_WOKEN)
            return false;
    } while (!lg__cas_release(&task->shared, &shared, shared & ~(uint32_t)LG__HELD));
    return true;
}

bool lg__shared_run(struct lg__worker *worker, lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    if (!(owned & LG__HOMED)) {
        lg__store_relaxed(&worker->running, task); /* for whoever looks at all tasks meanwhile */
        lg__shared_move_in(worker, task);
        lg__store_relaxed(&worker->running, NULL);
        owned = lg__load_relaxed(&task->owned);
    }
    uint32_t shared = lg__load_acquire(&task->shared); /* pairs with set_woken, as does the next */
    if (shared & LG__SHARED_WOKEN)
        shared = lg__fetch_and_acq_rel(&task->shared, ~(uint32_t)LG__SHARED_WOKEN);
    if (shared & LG__ABORT) {
        lg__shared_cancel(worker, task);
        return false;
    }
    if (!(owned & LG__POLLED))
        lg__store_relaxed(&task->owned, owned |= LG__POLLED);
    const lg_waker waker = {&waker_vtable, task};
    lg_context cx = {&waker, &worker->arena, task->runtime};
    lg__budget = task->runtime->budget;
    lg__store_relaxed(&worker->running, task);
    worker->rewoken = false;
    lg__trace_task(LG_TASK_POLL_BEGIN, task, 0);
    lg_poll poll = lg__task_poll_future(task, &cx, owned);
    lg__trace_task(LG_TASK_POLL_END, task, poll);
    lg__store_relaxed(&worker->running, NULL);
    if (poll == LG_READY) {
        end_task(worker, task, LG__FINISHED);
        return false;
    }
    return worker->rewoken || !let_go(task);
}
