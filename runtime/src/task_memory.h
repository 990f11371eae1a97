/* task_memory.h: where the memory of tasks comes from, and when that of a dropped runtime goes.
 *
 * The owner takes tasks from the runtime's blocks. Tasks may be freed by any thread, also after the runtime was
 * dropped: others return a block to `returned`, where the owner picks it up. A runtime's memory ends when it has been
 * dropped and the last task is freed: each side counts by itself, `tasks_elsewhere` beginning at a bias, as references
 * of tasks do (task.h); dropping adds up the two.
 *
 * Handles that nobody joins or detaches keep their tasks, and those the runtime's memory: it is then found from a list
 * of orphaned runtimes, for whoever still has the handle, and for leak checkers. */
#ifndef LG__TASK_MEMORY_H
#define LG__TASK_MEMORY_H

#include "runtime.h"

#define LG__TASKS_ELSEWHERE (UINT64_C(1) << 62)

/* Memory for a task of `size` bytes. `*malloced` says where from; the task must remember it. NULL where memory is out.
 */
lg_task *lg__task_memory_new(struct lg_runtime *runtime, size_t size, size_t align, bool *malloced);

/* Gives it back. Any thread. The runtime may be gone afterwards, if it was dropped. */
void lg__task_memory_free(struct lg_runtime *runtime, lg_task *task, size_t size, bool malloced);

/* The runtime has no owner any more and never will: frees its memory, now or with the last task. */
void lg__runtime_memory_drop(struct lg_runtime *runtime);

#endif
