/* snapshot.c: see snapshot.h. */
#include "posix.h"

#include "crew.h"
#include "runtimes.h"
#include "snapshot.h"
#include "task_future.h"
#include "task_owned.h"
#include "task_shared.h"

#include <stdlib.h>
#include <string.h>

/* Appends a zeroed element of `size` bytes to an array of `*count`, whose capacity is a power of two. NULL where memory
 * is out. */
static void *append(struct lg__snapshot *snapshot, void *array, size_t *count, size_t size)
{
    void *elements;
    memcpy((void *)&elements, array, sizeof elements);
    if ((*count & (*count - 1)) == 0) {
        void *more = realloc(elements, (*count ? 2 * *count : 1) * size);
        if (!more) {
            snapshot->failed = true;
            return NULL;
        }
        elements = more;
        memcpy(array, (void *)&elements, sizeof elements);
    }
    return memset((char *)elements + (*count)++ * size, 0, size);
}

const void *lg__seen_future(const struct lg__seen_task *seen)
{
    lg_task *task = seen->task;
    bool borrowed = lg__load_relaxed(&task->owned) & LG__BORROWED;
    return borrowed ? lg__task_borrowed(task)->future : lg__task_future(task);
}

/* Conditions. */

static enum lg__condition condition(bool polled, bool ready, bool aborted)
{
    return aborted ? LG__IS_ABORTED : !polled ? LG__NOT_STARTED : ready ? LG__READY_TO_RUN : LG__WAITS;
}

static void look_at_shared(struct lg__seen_task *seen)
{
    struct lg__crew *crew = seen->runtime->crew;
    uint32_t shared = lg__load_acquire(&seen->task->shared);
    seen->wakers = shared / LG__SHARED_REFERENCE - 1;
    seen->condition =
        condition(lg__load_relaxed(&seen->task->owned) & LG__POLLED, shared & LG__HELD, shared & LG__ABORT);
    for (unsigned i = 0; i < crew->count; i++)
        if (lg__load_relaxed(&crew->workers[i].running) == seen->task) {
            seen->condition = LG__IS_POLLED;
            seen->worker = i;
        }
}

static void look_at_owned(struct lg__seen_task *seen)
{
    uint32_t owned = lg__load_relaxed(&seen->task->owned), shared = lg__load_acquire(&seen->task->shared);
    seen->wakers = shared / LG__SHARED_REFERENCE - LG__BIAS + owned / LG__OWNED_REFERENCE - 1;
    bool ready = owned & LG__QUEUED || shared & LG__WOKEN;
    seen->condition = condition(owned & LG__POLLED, ready, owned & LG__ABORTING || shared & LG__ABORT);
    if (owned & LG__RUNNING)
        seen->condition = LG__IS_POLLED;
}

static void add_task(struct lg__snapshot *snapshot, lg_runtime *runtime, lg_task *task)
{
    if (lg__load_relaxed(&task->shared) & LG__CLOSED)
        return; /* it has ended elsewhere, and its home does not know yet */
    struct lg__seen_task *seen = append(snapshot, (void *)&snapshot->tasks, &snapshot->task_count, sizeof *seen);
    if (!seen)
        return;
    seen->task = task;
    seen->runtime = runtime;
    if (runtime->crew)
        look_at_shared(seen);
    else
        look_at_owned(seen);
    if (seen->condition != LG__IS_POLLED && task->type->frame)
        seen->state = lg__state_index(task->type->frame, lg__seen_future(seen));
}

/* What is in no list of unfinished tasks yet, but in a queue, or in a worker's hands. */

static void add_homeless(struct lg__snapshot *snapshot, lg_runtime *runtime, lg_task *task)
{
    if (task && !(lg__load_relaxed(&task->owned) & LG__HOMED))
        add_task(snapshot, runtime, task);
}

static void add_arriving_at_crew(struct lg__snapshot *snapshot, lg_runtime *runtime)
{
    struct lg__injection *injection = &runtime->crew->injection;
    for (unsigned i = 0; i < runtime->crew->count; i++) {
        struct lg__worker *worker = &runtime->crew->workers[i];
        add_homeless(snapshot, runtime, lg__load_relaxed(&worker->running));
        add_homeless(snapshot, runtime, lg__load_relaxed(&worker->ring.next));
        uint32_t head = lg__load_acquire(&worker->ring.head);
        for (uint32_t k = 0; k < lg__ring_count(&worker->ring); k++)
            add_homeless(snapshot, runtime, lg__load_relaxed(&worker->ring.tasks[(head + k) % LG__RING_SIZE]));
    }
    lg__lock(&injection->lock);
    for (lg_task *task = injection->first; task; task = task->next)
        add_homeless(snapshot, runtime, task);
    lg__unlock(&injection->lock);
}

static void add_arriving(struct lg__snapshot *snapshot, lg_runtime *runtime)
{
    lg__lock(&runtime->inbox.lock);
    for (lg_task *task = runtime->inbox.first; task; task = task->inbox_next)
        if (!(lg__load_relaxed(&task->owned) & (LG__LISTED | LG__DONE)))
            add_task(snapshot, runtime, task);
    lg__unlock(&runtime->inbox.lock);
}

/* What a thread that does not rest had done before its poll under way is seen from here on. */
static void catch_up(struct lg__worker_counts *counts)
{
    (void)lg__load_acquire(&counts->polls); /* pairs with lg__count_poll */
}

static void add_runtime(lg_runtime *runtime, void *data)
{
    catch_up(&runtime->counts);
    for (unsigned i = 0; runtime->crew && i < runtime->crew->count; i++)
        catch_up(&runtime->crew->workers[i].counts);
    for (unsigned i = 0; runtime->crew && i < runtime->crew->count; i++)
        for (lg_task *task = runtime->crew->workers[i].oldest; task; task = task->younger)
            add_task(data, runtime, task);
    for (lg_task *task = runtime->oldest; task; task = task->younger)
        add_task(data, runtime, task);
    if (runtime->crew)
        add_arriving_at_crew(data, runtime);
    else
        add_arriving(data, runtime);
}

/* Waits and holds. */

struct search {
    struct lg__snapshot *snapshot;
    size_t task;
};

static void add_wait(const struct search *in, const struct lg__place *leaf)
{
    struct lg__snapshot *snapshot = in->snapshot;
    struct lg__seen_wait *wait = append(snapshot, (void *)&snapshot->waits, &snapshot->wait_count, sizeof *wait);
    if (!wait)
        return;
    const struct lg__place *awaiting = leaf->outer;
    while (awaiting && !awaiting->state)
        awaiting = awaiting->outer;
    *wait = (struct lg__seen_wait){.task = in->task,
                                   .what = lg__leaf_waits_for(leaf),
                                   .name = leaf->name,
                                   .file = awaiting ? awaiting->state->file : NULL,
                                   .line = awaiting ? awaiting->state->line : 0,
                                   .alternative = leaf->alternative};
    size_t joined = wait->what.task ? lg__snapshot_find(snapshot, wait->what.task) : snapshot->task_count;
    if (joined < snapshot->task_count)
        snapshot->tasks[joined].joined = true;
}

static void add_hold(const struct search *in, const struct lg__place *place, const lg_guard_info *guard)
{
    const char *future = place->future;
    enum lg__role role = lg__guard_role(guard);
    if (role == LG__NO_ROLE || (guard->flag != LG_NOWHERE && !future[guard->flag]))
        return;
    const void *thing = lg__guard_thing(place, guard);
    struct lg__snapshot *snapshot = in->snapshot;
    struct lg__seen_hold *hold =
        thing ? append(snapshot, (void *)&snapshot->holds, &snapshot->hold_count, sizeof *hold) : NULL;
    if (hold)
        *hold = (struct lg__seen_hold){in->task, thing, role, guard, place->state->file};
}

static void visit(const struct lg__place *place, void *data)
{
    if (!place->frame)
        add_wait(data, place);
    for (size_t i = 0; place->state && i < place->state->guard_count; i++)
        add_hold(data, place, &place->state->guards[i]);
}

void lg__snapshot_take(struct lg__snapshot *snapshot)
{
    *snapshot = (struct lg__snapshot){0};
    lg__runtimes_each(add_runtime, snapshot);
    for (size_t i = 0; i < snapshot->task_count; i++) {
        const struct lg__seen_task *seen = &snapshot->tasks[i];
        struct search search = {snapshot, i};
        if (seen->condition == LG__WAITS || seen->condition == LG__READY_TO_RUN)
            lg__walk(seen->task->type, lg__seen_future(seen), visit, &search);
    }
}

void lg__snapshot_free(struct lg__snapshot *snapshot)
{
    free(snapshot->tasks);
    free(snapshot->waits);
    free(snapshot->holds);
}

/* Questions. */

size_t lg__snapshot_find(const struct lg__snapshot *snapshot, const lg_task *task)
{
    size_t i = 0;
    while (i < snapshot->task_count && snapshot->tasks[i].task != task)
        i++;
    return i;
}

void lg__snapshot_compare(struct lg__snapshot *snapshot, const struct lg__snapshot *before)
{
    for (size_t i = 0; i < snapshot->task_count; i++) {
        struct lg__seen_task *now = &snapshot->tasks[i];
        if (now->condition != LG__READY_TO_RUN)
            continue;
        size_t k = lg__snapshot_find(before, now->task);
        now->ready_before = k < before->task_count && before->tasks[k].condition == LG__READY_TO_RUN &&
                            before->tasks[k].state == now->state;
    }
}

const struct lg__seen_hold *lg__holder_of(const struct lg__snapshot *snapshot, const struct lg__waits_for *what,
                                          size_t from)
{
    for (; what->whose != LG__NO_ROLE && from < snapshot->hold_count; from++)
        if (snapshot->holds[from].thing == what->thing && snapshot->holds[from].role == what->whose)
            return &snapshot->holds[from];
    return NULL;
}

bool lg__nobody_wakes(const struct lg__seen_task *seen)
{
    bool handle = seen->joined || lg__load_relaxed(&seen->task->owned) & LG__BORROWED;
    return seen->condition == LG__WAITS && seen->wakers == (handle ? 1u : 0u);
}
