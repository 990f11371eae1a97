/* here.h: what this thread is to a runtime and to its tasks. */
#ifndef LG__HERE_H
#define LG__HERE_H

#include "runtime.h"
#include "task_owned.h"
#include "worker.h"

/* What this thread has for tasks of `runtime`; NULL if it does not run them. */
static inline struct lg__task_memory *lg__task_memory_here(lg_runtime *runtime)
{
    if (!runtime->crew)
        return lg__runtime_is_owned(runtime) ? &runtime->memory : NULL;
    return lg__works_for(runtime) ? &lg__worker->memory : NULL;
}

/* Whether the poll under way on this thread is the task's, or is inside of it. */
static inline bool lg__task_is_polled_here(lg_task *task)
{
    if (task->runtime->crew)
        return lg__worker && lg__load_relaxed(&lg__worker->running) == task;
    return lg__runtime_is_owned(task->runtime) && lg__load_relaxed(&task->owned) & LG__RUNNING;
}

#endif
