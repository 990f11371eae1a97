/* current_thread.h: a runtime that runs its tasks on the thread that is inside. */
#ifndef LG__CURRENT_THREAD_H
#define LG__CURRENT_THREAD_H

#include "runtime.h"

/* 0 or an errno: the parts of a new runtime that only this kind has. */
int lg__current_thread_init(lg_runtime *runtime);

/* Runs `future` to completion among the runtime's tasks. */
void lg__current_thread_block_on(lg_runtime *runtime, const lg_future_type *type, void *future, void *out);

/* Runs tasks until none is unfinished, or the clock has moved by `ns`. Whether the former. */
bool lg__current_thread_drain(lg_runtime *runtime, uint64_t ns);

/* Drops the tasks, and what the runtime needed to run them. Nobody gets in any more. */
void lg__current_thread_stop(lg_runtime *runtime);

#endif
