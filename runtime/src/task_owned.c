/* task_owned.c: see task_owned.h. */
#include "posix.h"

#include "budget.h"
#include "cold.h"
#include "contract.h"
#include "rest.h"
#include "runtime.h"
#include "task_future.h"
#include "task_owned.h"
#include "trace_task.h"

/* References. */

static bool is_owned(const lg_task *task)
{
    return lg__runtime_is_owned(task->runtime);
}

/* Whether this thread counts references in `owned`. */
static bool counts_as_owner(lg_task *task)
{
    return is_owned(task) && !lg__owned_is_done(task);
}

static void retain(lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    if (counts_as_owner(task) && owned <= UINT32_MAX - LG__OWNED_REFERENCE) {
        lg__store_relaxed(&task->owned, owned + LG__OWNED_REFERENCE);
        return;
    }
    uint32_t shared = lg__fetch_add_relaxed(&task->shared, LG__SHARED_REFERENCE);
    if (shared / LG__SHARED_REFERENCE >= LG__BIAS / 2 * 3)
        lg__violated("lg_waker_clone", "too many wakers of one task");
}

void lg__owned_release(lg_task *task)
{
    if (counts_as_owner(task)) { /* not the last: there is the runtime's */
        uint32_t owned = lg__load_relaxed(&task->owned);
        if (owned >= LG__OWNED_REFERENCE) {
            lg__store_relaxed(&task->owned, owned - LG__OWNED_REFERENCE);
            return;
        }
    }
    /* Each release pairs with the last one's acquire. Who sees that only its own is left needs no locked instruction.
     */
    if (lg__load_acquire(&task->shared) / LG__SHARED_REFERENCE == 1 ||
        lg__fetch_sub_acq_rel(&task->shared, LG__SHARED_REFERENCE) / LG__SHARED_REFERENCE == 1)
        lg__task_free(task);
}

/* How many references there are but the runtime's, as far as the owner has seen; exact if 0, as then nobody else is
 * left to change it. */
static uint32_t other_references(lg_task *task)
{
    return lg__load_acquire(&task->shared) / LG__SHARED_REFERENCE - LG__BIAS +
           lg__load_relaxed(&task->owned) / LG__OWNED_REFERENCE - 1;
}

/* Wakes. */

/* For the owner. At most one place in the run queue. */
static void wake_owned(lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    if (owned & (LG__QUEUED | LG__NOTIFIED | LG__DONE))
        return;
    if (owned & LG__RUNNING) {
        lg__store_relaxed(&task->owned, owned | LG__NOTIFIED);
    } else {
        lg__store_relaxed(&task->owned, owned | LG__QUEUED);
        lg__run_queue_push(task->runtime, task);
    }
}

/* For others than the owner. Sets `bits`, and pushes the task into the inbox unless somebody else does or it is CLOSED.
 * Whether that was done; the place in the inbox needs a reference, which the caller gives. The release pairs with the
 * owner's acquire in lg__owned_receive, through later read-modify-writes too: what was written before any wake is seen
 * by the poll that follows. */
static bool set_woken(lg_task *task, uint32_t bits)
{
    return !(lg__fetch_or_acq_rel(&task->shared, bits) & (LG__WOKEN | LG__CLOSED));
}

void lg__owned_wake(lg_task *task, bool abort)
{
    lg__trace_task(LG_TASK_WAKE, task, 0);
    if (is_owned(task)) {
        if (abort && !lg__owned_is_done(task))
            lg__store_relaxed(&task->owned, lg__load_relaxed(&task->owned) | LG__ABORTING);
        wake_owned(task);
    } else if (set_woken(task, abort ? LG__WOKEN | LG__ABORT : LG__WOKEN)) {
        lg__fetch_add_relaxed(&task->shared, LG__SHARED_REFERENCE);
        if (!lg__inbox_push(&task->runtime->inbox, task, &task->runtime->parker))
            lg__owned_release(task);
    }
}

static lg_waker waker_clone(void *data);

static lg__cold void wake_slowly(lg_task *task)
{
    lg__trace_task(LG_TASK_WAKE, task, 0);
    if (is_owned(task))
        wake_owned(task);
    else if (set_woken(task, LG__WOKEN) && lg__inbox_push(&task->runtime->inbox, task, &task->runtime->parker))
        return; /* the waker's reference went into the inbox */
    lg__owned_release(task);
}

/* What is nearly always so, in full: the owner wakes a task that waits. */
static inline void wake_and_release(lg_task *task)
{
    const uint32_t others = LG__QUEUED | LG__RUNNING | LG__DONE;
    uint32_t owned = lg__load_relaxed(&task->owned);
    if (!is_owned(task) || owned & others || owned < LG__OWNED_REFERENCE || lg__trace_wanted(LG_WANTS_TASKS)) {
        wake_slowly(task);
        return;
    }
    lg__store_relaxed(&task->owned, (owned | LG__QUEUED) - LG__OWNED_REFERENCE);
    lg__run_queue_push(task->runtime, task);
}

static void waker_wake(void *data)
{
    wake_and_release(data);
}

static void waker_wake_by_ref(void *data)
{
    lg__owned_wake(data, false);
}

static void waker_drop(void *data)
{
    lg__owned_release(data);
}

static const lg_waker_vtable waker_vtable = {waker_clone, waker_wake, waker_wake_by_ref, waker_drop};

static lg_waker waker_clone(void *data)
{
    retain(data);
    return (lg_waker){&waker_vtable, data};
}

/* Beginning. */

/* Puts a task, whose word `owned` is that, into the list; what the word is then. */
static inline uint32_t list(lg_task *task, uint32_t owned)
{
    struct lg_runtime *runtime = task->runtime;
    lg_task *older = runtime->youngest;
    task->younger = NULL;
    task->older = older;
    *(older ? &older->younger : &runtime->oldest) = task;
    runtime->youngest = task;
    lg__count(&runtime->counts.spawned, 1);
    return owned | LG__LISTED;
}

static inline void unlist(lg_task *task)
{
    struct lg_runtime *runtime = task->runtime;
    lg__rest_in(runtime);
    lg__count(&runtime->counts.finished, 1);
    lg_task *older = task->older, *younger = task->younger;
    *(older ? &older->younger : &runtime->oldest) = younger;
    *(younger ? &younger->older : &runtime->youngest) = older;
}

lg_context lg__owned_context(struct lg_runtime *runtime)
{
    runtime->polled.vtable = &waker_vtable;
    return (lg_context){&runtime->polled, &runtime->arena, runtime};
}

/* The runtime ends, and the task, of which nobody has heard, with it: what is left is the handle's reference. */
static lg__cold void refuse(lg_task *task)
{
    lg__trace_task(LG_TASK_END, task, LG_PENDING);
    lg__store_relaxed(&task->owned, (lg__load_relaxed(&task->owned) & (LG__OWNED_REFERENCE - 1)) | LG__DONE);
    lg__store_release(&task->shared, LG__SHARED_REFERENCE | LG__CLOSED);
}

void lg__owned_start(lg_task *task)
{
    if (is_owned(task)) {
        lg__rest_in(task->runtime); /* not in list: what was in the inbox must be seen there, or in the list */
        lg__store_relaxed(&task->owned, list(task, lg__load_relaxed(&task->owned)) | LG__QUEUED);
        lg__run_queue_push(task->runtime, task);
    } else { /* nobody knows the task yet; the inbox's lock publishes it */
        lg__store_relaxed(&task->shared, (LG__BIAS + 1) * LG__SHARED_REFERENCE + LG__WOKEN);
        if (!lg__inbox_push(&task->runtime->inbox, task, &task->runtime->parker))
            refuse(task);
    }
}

void lg__owned_receive(lg_task *task)
{
    uint32_t shared = lg__fetch_and_acq_rel(&task->shared, ~(uint32_t)LG__WOKEN); /* pairs with set_woken */
    if (!lg__owned_is_done(task)) {
        uint32_t owned = lg__load_relaxed(&task->owned);
        if (!(owned & LG__LISTED))
            owned = list(task, owned);
        if (shared & LG__ABORT)
            owned |= LG__ABORTING;
        lg__store_relaxed(&task->owned, owned);
        wake_owned(task);
    }
    lg__owned_release(task);
}

/* Running and the end. */

/* Says to everybody that the future of a task is no more, and uses up the runtime's reference: adds the owner's count,
 * less that and the bias, to `shared`. Whether the last reference is gone. */
static inline bool close_alone(lg_task *task, uint32_t finished, uint32_t merged)
{
    uint32_t shared = lg__load_relaxed(&task->shared), closed = (shared | LG__CLOSED | finished) + merged;
    lg__store_relaxed(&task->shared, closed);
    if (shared & LG__JOINER) { /* whose is another reference */
        if (task->joiner.vtable == &waker_vtable)
            wake_and_release(task->joiner.data); /* the same without a call */
        else
            lg_waker_wake(task->joiner);
    }
    return closed / LG__SHARED_REFERENCE == 0;
}

/* The same beside other threads, where `joiner` must be done with before the reference goes. */
static lg__cold bool close_beside_others(lg_task *task, uint32_t finished, uint32_t merged)
{
    /* Releases the result to whoever joins, and acquires `joiner` from it. If nobody waits, the reference goes in the
     * same step. */
    uint32_t shared = lg__load_acquire(&task->shared), closed;
    do
        closed = (shared | LG__CLOSED | finished) + (shared & LG__JOINER ? 0 : merged);
    while (!lg__cas_acq_rel(&task->shared, &shared, closed));
    if (shared & LG__JOINER) {
        lg_waker_wake(task->joiner);
        closed = lg__fetch_add_acq_rel(&task->shared, merged) + merged;
    }
    return closed / LG__SHARED_REFERENCE == 0;
}

static void end_task(lg_task *task, uint32_t finished)
{
    lg__trace_task(LG_TASK_END, task, finished ? LG_READY : LG_PENDING);
    uint32_t owned = lg__load_relaxed(&task->owned);
    if (owned & LG__LISTED) /* else it came through the inbox, and has not been received */
        unlist(task);
    uint32_t flags = LG__RUNNING | LG__QUEUED | LG__NOTIFIED | LG__LISTED;
    lg__store_relaxed(&task->owned, (owned & ~flags) | LG__DONE);
    uint32_t merged = (owned / LG__OWNED_REFERENCE - 1 - LG__BIAS) * LG__SHARED_REFERENCE;
    if (lg__alone() ? close_alone(task, finished, merged)
                    : other_references(task) == 0 || close_beside_others(task, finished, merged))
        lg__task_free(task);
}

void lg__owned_cancel(lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    lg__store_relaxed(&task->owned, (owned & ~(uint32_t)(LG__QUEUED | LG__NOTIFIED)) | LG__RUNNING);
    lg__task_drop_future(task, owned);
    end_task(task, 0);
}

void lg__owned_run(lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    if (owned & LG__ABORTING) {
        lg__owned_cancel(task);
        return;
    }
    lg__store_relaxed(&task->owned, (owned & ~(uint32_t)(LG__QUEUED | LG__NOTIFIED)) | LG__RUNNING | LG__POLLED);
    struct lg_runtime *runtime = task->runtime;
    runtime->polled.data = task;
    lg__budget = runtime->budget;
    lg__trace_task(LG_TASK_POLL_BEGIN, task, 0);
    lg_poll poll = lg__task_poll_future(task, &runtime->cx, owned);
    lg__trace_task(LG_TASK_POLL_END, task, poll);
    if (poll == LG_READY) {
        end_task(task, LG__FINISHED);
        return;
    }
    owned = lg__load_relaxed(&task->owned);
    if (owned & LG__NOTIFIED) {
        lg__store_relaxed(&task->owned, (owned & ~(uint32_t)LG__RUNNING) | LG__QUEUED);
        lg__run_queue_push(task->runtime, task);
    } else {
        lg__store_relaxed(&task->owned, owned & ~(uint32_t)LG__RUNNING);
    }
}
