/* block_on.h: a thread that waits for a future to be run by a multi-thread runtime. */
#ifndef LG__BLOCK_ON_H
#define LG__BLOCK_ON_H

#include "runtime.h"

/* Runs `future` as a task of the runtime's workers, and sleeps until it has finished. By no worker. */
void lg__crew_block_on(lg_runtime *runtime, const lg_future_type *type, void *future, void *out);

#endif
