/* task_memory.h: where the memory of tasks comes from, and when that of a dropped runtime goes.
 *
 * A thread that runs tasks takes new ones from blocks of its own: those of a current-thread runtime, or of a worker.
 * Tasks may be freed by any thread, also after the runtime was dropped: others return a block to `returned`, where the
 * thread whose it is picks it up. A runtime's memory ends when it has been dropped and the last task is freed: each
 * side counts by itself, `tasks_elsewhere` beginning at a bias, as references of tasks do (task_owned.h); dropping adds
 * them all up.
 *
 * Handles that nobody joins or detaches keep their tasks, and those the runtime's memory: it is then found from a list
 * of orphaned runtimes, for whoever still has the handle, and for leak checkers. */
#ifndef LG__TASK_MEMORY_H
#define LG__TASK_MEMORY_H

#include "atomics.h"
#include "blocks.h"
#include "task.h"
#include <stdint.h>

#define LG__TASKS_ELSEWHERE (UINT64_C(1) << 62)

/* What one thread has for tasks. All zero is empty. */
struct lg__task_memory {
    struct lg__blocks blocks;
    uint64_t tasks;                       /* given out by this thread, less what it got back; modulo 2^64 */
    _Atomic(struct lg__block *) returned; /* blocks of tasks that others freed, for the thread to take all at once */
};

/* Memory for a task of `size` bytes. `*flags` says where from, for the task's word `owned`: MALLOCED, or a class. NULL
 * where memory is out. */
lg_task *lg__task_memory_new(struct lg_runtime *runtime, size_t size, size_t align, uint32_t *flags);

/* The last reference is gone: gives the memory back. Any thread. The runtime may be gone afterwards, if it was dropped.
 */
void lg__task_free(lg_task *task);

/* No thread runs tasks of the runtime any more, and never will: frees its memory, now or with the last task. */
void lg__runtime_memory_drop(struct lg_runtime *runtime);

#endif
