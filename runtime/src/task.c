/* task.c: making tasks, and giving their memory back. */
#include "posix.h"

#include "cold.h"
#include "contract.h"
#include "here.h"
#include "runtime.h"
#include "task_future.h"
#include "task_memory.h"
#include "task_owned.h"
#include "task_shared.h"
#include "trace_task.h"

#include <errno.h>

/* The size of the whole. */
static size_t size_of(const lg_future_type *type)
{
    size_t with_future = lg__task_future_offset(type) + type->size;
    size_t with_result = type->out_size ? lg__task_result_offset(type) + lg__task_result_room(type) : 0;
    return with_future > with_result ? with_future : with_result;
}

static size_t align_of(const lg_future_type *type)
{
    size_t align = type->out_size ? lg__result_align(type) : 1;
    align = align > type->align ? align : type->align;
    return align > _Alignof(lg_task) ? align : _Alignof(lg_task);
}

/* A task with two references: the runtime's, and the handle. */
static inline lg_task *init(lg_task *task, struct lg_runtime *runtime, const lg_future_type *type, uint32_t flags)
{
    task->type = type;
    task->runtime = runtime;
    task->suspended = 0;
    if (runtime->crew)
        lg__shared_init(task, flags);
    else
        lg__owned_init(task, flags);
    return task;
}

static lg__cold lg_task *new_task(struct lg_runtime *runtime, const lg_future_type *type, void **future)
{
    uint32_t flags;
    lg_task *task = lg__task_memory_new(runtime, size_of(type), align_of(type), &flags);
    if (!task) {
        errno = ENOMEM;
        return NULL;
    }
    init(task, runtime, type, flags);
    *future = lg__task_future(task);
    return task;
}

/* Most tasks, in full: the future and its result are small and want no alignment, and this thread has a block for them.
 * NULL: it is none of those. */
static inline lg_task *new_task_at_hand(struct lg_runtime *runtime, const lg_future_type *type, void **future)
{
    struct lg__task_memory *memory = lg__task_memory_here(runtime);
    if (!memory || type->align > _Alignof(lg_task) || !lg__result_is_word(type) || type->size > LG__LARGEST_BLOCK / 2)
        return NULL;
    unsigned class = lg__block_class(sizeof(lg_task) + (type->size > LG__WORD ? type->size : LG__WORD));
    lg_task *task = lg__block_take(&memory->blocks, class);
    if (!task)
        return NULL;
    memory->tasks++;
    *future = task + 1;
    return init(task, runtime, type, class << LG__CLASS_SHIFT);
}

lg_task *lg_task_new(struct lg_runtime *runtime, const lg_future_type *type, void **future)
{
    if (!runtime)
        runtime = lg__current;
    if (!runtime)
        lg__violated("spawn", "called outside a runtime");
    lg_task *task = new_task_at_hand(runtime, type, future);
    return task ? task : new_task(runtime, type, future);
}

lg_task *lg__task_new_borrowed(struct lg_runtime *runtime, const lg_future_type *type, void *future, void *out)
{
    uint32_t flags;
    size_t size = sizeof(lg_task) + sizeof(struct lg__borrowed);
    lg_task *task = lg__task_memory_new(runtime, size, _Alignof(lg_task), &flags);
    if (!task)
        return NULL;
    init(task, runtime, type, flags | LG__BORROWED);
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
