/* task.c: the life of a task, from spawn to the last reference. Its parts and bits are explained in task.h. */
#include "posix.h"

#include "budget.h"
#include "contract.h"
#include "result.h"
#include "runtime.h"
#include "task_memory.h"

#include <errno.h>
#include <string.h>

/* Layout: the future behind the header; its result in the same bytes once it is done, or behind it if the stack can not
 * hold the result while the future runs. */

static size_t future_offset(const lg_future_type *type)
{
    return lg__round_up(sizeof(lg_task), type->align);
}

static size_t result_offset(const lg_future_type *type)
{
    size_t after = lg__result_fits_stack(type) ? sizeof(lg_task) : future_offset(type) + type->size;
    return lg__round_up(after, lg__result_align(type));
}

static void *future_of(lg_task *task)
{
    return (char *)task + future_offset(task->type);
}

void *lg__task_result(lg_task *task)
{
    return (char *)task + result_offset(task->type);
}

/* The size of the whole. */
static size_t size_of(const lg_future_type *type, bool borrowed)
{
    if (borrowed)
        return sizeof(lg_task) + sizeof(struct lg__borrowed);
    size_t with_future = future_offset(type) + type->size;
    size_t with_result = type->out_size ? result_offset(type) + type->out_size : 0;
    return with_future > with_result ? with_future : with_result;
}

static size_t align_of(const lg_future_type *type)
{
    size_t align = type->out_size ? lg__result_align(type) : 1;
    align = align > type->align ? align : type->align;
    return align > _Alignof(lg_task) ? align : _Alignof(lg_task);
}

static struct lg__borrowed *borrowed_of(lg_task *task)
{
    void *behind = task + 1;
    return behind;
}

/* References. */

static bool is_owned(const lg_task *task)
{
    return lg__runtime_is_owned(task->runtime);
}

/* The last reference is gone. */
static void free_task(lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    size_t size = size_of(task->type, owned & LG__BORROWED);
    lg__task_memory_free(task->runtime, task, size, owned & LG__MALLOCED);
}

/* Whether this thread counts references in `owned`. */
static bool counts_as_owner(lg_task *task)
{
    return is_owned(task) && !lg__task_is_done(task);
}

void lg__task_retain(lg_task *task)
{
    if (counts_as_owner(task)) {
        uint32_t owned = lg__load_relaxed(&task->owned);
        if (owned <= UINT32_MAX - LG__OWNED_REFERENCE) {
            lg__store_relaxed(&task->owned, owned + LG__OWNED_REFERENCE);
            return;
        }
    }
    uint32_t shared = lg__fetch_add_relaxed(&task->shared, LG__SHARED_REFERENCE);
    if (shared / LG__SHARED_REFERENCE >= LG__BIAS / 2 * 3)
        lg__violated("lg_waker_clone", "too many wakers of one task");
}

void lg__task_release(lg_task *task)
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
        free_task(task);
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
 * owner's acquire in lg__task_receive, through later read-modify-writes too: what was written before any wake is seen
 * by the poll that follows. */
static bool set_woken(lg_task *task, uint32_t bits)
{
    return !(lg__fetch_or_acq_rel(&task->shared, bits) & (LG__WOKEN | LG__CLOSED));
}

void lg__task_wake(lg_task *task, bool abort)
{
    if (is_owned(task)) {
        if (abort && !lg__task_is_done(task))
            lg__store_relaxed(&task->owned, lg__load_relaxed(&task->owned) | LG__ABORTING);
        wake_owned(task);
    } else if (set_woken(task, abort ? LG__WOKEN | LG__ABORT : LG__WOKEN)) {
        lg__fetch_add_relaxed(&task->shared, LG__SHARED_REFERENCE);
        if (!lg__inbox_push(&task->runtime->inbox, task, &task->runtime->parker))
            lg__task_release(task);
    }
}

static lg_waker waker_clone(void *data);

static void waker_wake(void *data)
{
    lg_task *task = data;
    if (is_owned(task))
        wake_owned(task);
    else if (set_woken(task, LG__WOKEN) && lg__inbox_push(&task->runtime->inbox, task, &task->runtime->parker))
        return; /* the waker's reference went into the inbox */
    lg__task_release(task);
}

static void waker_wake_by_ref(void *data)
{
    lg__task_wake(data, false);
}

static void waker_drop(void *data)
{
    lg__task_release(data);
}

static const lg_waker_vtable waker_vtable = {waker_clone, waker_wake, waker_wake_by_ref, waker_drop};

static lg_waker waker_clone(void *data)
{
    lg__task_retain(data);
    return (lg_waker){&waker_vtable, data};
}

/* Beginning. */

static void list(lg_task *task)
{
    struct lg_runtime *runtime = task->runtime;
    task->younger = NULL;
    task->older = runtime->youngest;
    if (task->older)
        task->older->younger = task;
    else
        runtime->oldest = task;
    runtime->youngest = task;
    lg__store_relaxed(&task->owned, lg__load_relaxed(&task->owned) | LG__LISTED);
}

static void unlist(lg_task *task)
{
    struct lg_runtime *runtime = task->runtime;
    if (!(lg__load_relaxed(&task->owned) & LG__LISTED))
        return; /* it came through the inbox, and has not been received */
    if (task->older)
        task->older->younger = task->younger;
    else
        runtime->oldest = task->younger;
    if (task->younger)
        task->younger->older = task->older;
    else
        runtime->youngest = task->older;
}

/* A task with two references: the runtime's, and the handle. */
static lg_task *new_task(struct lg_runtime *runtime, const lg_future_type *type, uint32_t flags)
{
    bool borrowed = flags & LG__BORROWED, malloced;
    size_t align = borrowed ? _Alignof(lg_task) : align_of(type);
    lg_task *task = lg__task_memory_new(runtime, size_of(type, borrowed), align, &malloced);
    if (!task)
        return NULL;
    atomic_init(&task->shared, LG__BIAS * LG__SHARED_REFERENCE);
    atomic_init(&task->owned, 2 * LG__OWNED_REFERENCE + flags + (malloced ? LG__MALLOCED : 0));
    task->type = type;
    task->runtime = runtime;
    return task;
}

lg_task *lg_task_new(struct lg_runtime *runtime, const lg_future_type *type, void **future)
{
    if (!runtime)
        runtime = lg__current;
    if (!runtime)
        lg__violated("spawn", "called outside a runtime");
    lg_task *task = new_task(runtime, type, 0);
    if (!task) {
        errno = ENOMEM;
        return NULL;
    }
    *future = future_of(task);
    return task;
}

lg_task *lg__task_new_borrowed(struct lg_runtime *runtime, const lg_future_type *type, void *future, void *out)
{
    lg_task *task = new_task(runtime, type, LG__BORROWED);
    if (task)
        *borrowed_of(task) = (struct lg__borrowed){future, out};
    return task;
}

void lg_task_start(lg_task *task)
{
    if (is_owned(task)) {
        list(task);
        wake_owned(task);
    } else { /* nobody knows the task yet; the inbox's lock publishes it */
        lg__store_relaxed(&task->shared, (LG__BIAS + 1) * LG__SHARED_REFERENCE + LG__WOKEN);
        if (!lg__inbox_push(&task->runtime->inbox, task, &task->runtime->parker))
            lg__violated("spawn_in", "the runtime was dropped");
    }
}

void lg__task_receive(lg_task *task)
{
    uint32_t shared = lg__fetch_and_acq_rel(&task->shared, ~(uint32_t)LG__WOKEN); /* pairs with set_woken */
    if (!lg__task_is_done(task)) {
        if (!(lg__load_relaxed(&task->owned) & LG__LISTED))
            list(task);
        if (shared & LG__ABORT)
            lg__store_relaxed(&task->owned, lg__load_relaxed(&task->owned) | LG__ABORTING);
        wake_owned(task);
    }
    lg__task_release(task);
}

/* Running and the end. */

/* The future is no more: says so to everybody, and uses up the runtime's reference. */
static void end_task(lg_task *task, uint32_t finished)
{
    unlist(task);
    if (other_references(task) == 0) {
        free_task(task);
        return;
    }
    uint32_t flags = LG__RUNNING | LG__QUEUED | LG__NOTIFIED | LG__LISTED;
    uint32_t owned = (lg__load_relaxed(&task->owned) & ~flags) | LG__DONE;
    lg__store_relaxed(&task->owned, owned);
    /* Releases the result to whoever joins, and acquires `joiner` from it. */
    uint32_t shared = lg__fetch_or_acq_rel(&task->shared, LG__CLOSED | finished);
    if (shared & LG__JOINER)
        lg_waker_wake(task->joiner);
    uint32_t merged = (owned / LG__OWNED_REFERENCE - 1 - LG__BIAS) * LG__SHARED_REFERENCE;
    if ((lg__fetch_add_acq_rel(&task->shared, merged) + merged) / LG__SHARED_REFERENCE == 0)
        free_task(task);
}

void lg__task_cancel(lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    lg__store_relaxed(&task->owned, (owned & ~(uint32_t)(LG__QUEUED | LG__NOTIFIED)) | LG__RUNNING);
    if (owned & LG__POLLED)
        task->type->drop(owned & LG__BORROWED ? borrowed_of(task)->future : future_of(task));
    end_task(task, 0);
}

static lg_poll poll_future(lg_task *task, lg_context *cx, uint32_t owned)
{
    const lg_future_type *type = task->type;
    if (owned & LG__BORROWED)
        return type->poll(borrowed_of(task)->future, cx, borrowed_of(task)->out);
    if (type->out_size == 0)
        return type->poll(future_of(task), cx, NULL);
    if (!lg__result_fits_stack(type))
        return type->poll(future_of(task), cx, lg__task_result(task));
    _Alignas(LG__STACK_RESULT_ALIGN) unsigned char result[LG__STACK_RESULT_SIZE];
    lg_poll poll = type->poll(future_of(task), cx, result);
    if (poll == LG_READY)
        memcpy(lg__task_result(task), result, type->out_size);
    return poll;
}

void lg__task_run(lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    if (owned & LG__ABORTING) {
        lg__task_cancel(task);
        return;
    }
    lg__store_relaxed(&task->owned, (owned & ~(uint32_t)(LG__QUEUED | LG__NOTIFIED)) | LG__RUNNING | LG__POLLED);
    const lg_waker waker = {&waker_vtable, task};
    lg_context cx = {&waker, &task->runtime->arena, task->runtime};
    lg__budget = task->runtime->budget;
    if (poll_future(task, &cx, owned) == LG_READY) {
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
