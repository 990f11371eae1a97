/* budget.h: how a task whose library operations are always ready lets others run.
 *
 * Each poll of a task begins with a budget of operations (lg_runtime_options.budget). A leaf future of the library that
 * becomes ready spends one; when none is left, leaves are pending although they might be ready, and the task goes to
 * the back of its queue. A leaf does
 *
 *     if (!lg__budget_left(cx))
 *         return LG_PENDING;       // before it takes or registers anything; it has been woken
 *     …
 *     lg__budget_spend(cx);        // on the way to LG_READY only: what is pending costs nothing
 *     return LG_READY;
 *
 * Under a context made by hand nothing is limited. */
#ifndef LG__BUDGET_H
#define LG__BUDGET_H

#include "atomics.h"
#include <lifeguard/context.h>

enum { LG__DEFAULT_BUDGET = 128 };

/* What is left for the poll under way on this thread. Set by whoever polls a task. */
extern lg__thread_local unsigned lg__budget;

/* Whether no operation may be ready any more. */
static inline bool lg__budget_is_out(const lg_context *cx)
{
    return cx->runtime && !lg__budget;
}

/* What a leaf ends its poll with when no operation may be ready: its task is to be polled again. */
static inline lg_poll lg__budget_yield(lg_context *cx)
{
    lg_waker_wake_by_ref(cx->waker);
    return LG_PENDING;
}

/* Whether an operation may be ready. If not, wakes the waker of `cx`. */
static inline bool lg__budget_left(lg_context *cx)
{
    if (!lg__budget_is_out(cx))
        return true;
    lg_waker_wake_by_ref(cx->waker);
    return false;
}

/* An operation is ready. Under a context made by hand it costs the task inside of which that happens, if any; that is
 * cheaper than to look. */
static inline void lg__budget_spend(lg_context *cx)
{
    (void)cx;
    lg__budget -= lg__budget != 0;
}

#endif
