/* rest.h: bringing the threads that run tasks to rest, to look at their tasks.
 *
 * A thread rests between two polls, or where a poll, or its end, is about to change the list of its tasks: so what a
 * thread that does not come to rest can change is the one task that it polls. Asking costs the threads nothing until
 * then: a worker sees it where it sees that its crew stops, a current-thread runtime where it sees that its inbox has
 * something. */
#ifndef LG__REST_H
#define LG__REST_H

#include "runtime.h"
#include <stdbool.h>

/* What lg__crew.orders says: one at a time. */
enum { LG__GO_ON, LG__STOP, LG__REST };

/* For a worker, when its crew has orders: rests as long as it is to. False: it is to stop. */
bool lg__rest_or_stop(struct lg__crew *crew);

/* For a thread that is about to change a list of tasks. */
void lg__rest_in_crew(struct lg__crew *crew);
void lg__rest_in_now(lg_runtime *runtime);
static inline void lg__rest_in(lg_runtime *runtime)
{
    if (lg__load_relaxed(&runtime->rests))
        lg__rest_in_now(runtime);
}

/* Has all the threads of all runtimes rest, and waits for that, but for `ms` milliseconds at most. With the runtimes
 * held. The thread that asks is not waited for. */
void lg__rest_begin(unsigned ms);
void lg__rest_end(void);

#endif
