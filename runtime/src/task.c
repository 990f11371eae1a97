/* task.c: making tasks, and giving their memory back. */
#include "posix.h"

#include "contract.h"
#include "runtime.h"
#include "task_future.h"
#include "task_memory.h"
#include "task_owned.h"
#include "task_shared.h"
#include "trace_task.h"
#include "worker.h"

#include <errno.h>

/* The size of the whole. */
static size_t size_of(const lg_future_type *type, bool borrowed)
{
    if (borrowed)
        return sizeof(lg_task) + sizeof(struct lg__borrowed);
    size_t with_future = lg__task_future_offset(type) + type->size;
    size_t with_result = type->out_size ? lg__task_result_offset(type) + type->out_size : 0;
    return with_future > with_result ? with_future : with_result;
}

static size_t align_of(const lg_future_type *type)
{
    size_t align = type->out_size ? lg__result_align(type) : 1;
    align = align > type->align ? align : type->align;
    return align > _Alignof(lg_task) ? align : _Alignof(lg_task);
}

void lg__task_free(lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    lg__task_memory_free(task, size_of(task->type, owned & LG__BORROWED), owned & LG__MALLOCED);
}

/* A task with two references: the runtime's, and the handle. */
static lg_task *new_task(struct lg_runtime *runtime, const lg_future_type *type, uint32_t flags)
{
    bool borrowed = flags & LG__BORROWED, malloced;
    size_t align = borrowed ? _Alignof(lg_task) : align_of(type);
    lg_task *task = lg__task_memory_new(runtime, size_of(type, borrowed), align, &malloced);
    if (!task)
        return NULL;
    task->type = type;
    task->runtime = runtime;
    task->suspended = 0;
    flags |= malloced ? LG__MALLOCED : 0;
    if (runtime->crew)
        lg__shared_init(task, flags);
    else
        lg__owned_init(task, flags);
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
    *future = lg__task_future(task);
    return task;
}

lg_task *lg__task_new_borrowed(struct lg_runtime *runtime, const lg_future_type *type, void *future, void *out)
{
    lg_task *task = new_task(runtime, type, LG__BORROWED);
    if (task)
        *lg__task_borrowed(task) = (struct lg__borrowed){future, out};
    return task;
}

void lg_task_start(lg_task *task)
{
    lg__trace_task(LG_TASK_SPAWN, task, 0);
    if (task->runtime->crew)
        lg__shared_start(task);
    else
        lg__owned_start(task);
}

void lg__task_release(lg_task *task)
{
    if (task->runtime->crew)
        lg__shared_release(task);
    else
        lg__owned_release(task);
}

void lg__task_abort(lg_task *task)
{
    if (task->runtime->crew)
        lg__shared_wake(task, true);
    else
        lg__owned_wake(task, true);
}

bool lg__task_is_polled_here(lg_task *task)
{
    if (task->runtime->crew)
        return lg__worker && lg__load_relaxed(&lg__worker->running) == task;
    return lg__runtime_is_owned(task->runtime) && lg__load_relaxed(&task->owned) & LG__RUNNING;
}
