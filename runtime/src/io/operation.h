/* operation.h: how an operation on a source is polled: tried until it is done, waiting where the source is exhausted.
 */
#ifndef LG__OPERATION_H
#define LG__OPERATION_H

#include "../budget.h"
#include "../contract.h"
#include "../wait_list.h"
#include "source.h"
#include <errno.h>

/* One attempt, without waiting; `word` is what was known of the source before. 0: done; EAGAIN: the source is
 * exhausted; EINTR: to be tried again at once, after a part was done, say; else why it failed. */
typedef int lg__attempt(void *self, struct lg__source *source, uint32_t word);

static inline void lg__operation_init(struct lg__operation *operation, struct lg__source *source)
{
    operation->source = source;
    lg__waiter_init(&operation->waiter);
}

/* One poll. `name` is the async function's. */
static inline lg_poll lg__operation_poll(struct lg__operation *operation, enum lg__direction direction, lg_context *cx,
                                         const char *name, lg__attempt *attempt, void *self, int *out)
{
    struct lg__source *source = operation->source;
    if (operation->waiter.phase == LG__WAITER_FINISHED)
        lg_polled_after_completion(name);
    if (!lg__budget_left(cx))
        return LG_PENDING;
    const uint32_t exhausted = direction == LG__IN ? LG__IN_DRY : LG__OUT_FULL;
    int error = source ? EAGAIN : EBADF;
    while (error == EAGAIN || error == EINTR) {
        uint32_t word = lg__source_word(source);
        if (!(word & exhausted)) {
            error = attempt(self, source, word);
            if (error != EAGAIN)
                continue;
            lg__source_learn(source, word, exhausted);
        }
        int wait = lg__source_wait(source, direction, &operation->waiter, cx);
        if (wait == LG__WAITING)
            return LG_PENDING;
        error = wait ? wait : EAGAIN;
    }
    if (operation->waiter.phase == LG__WAITER_WAITING)
        lg__source_leave(source, direction, &operation->waiter);
    operation->waiter.phase = LG__WAITER_FINISHED;
    lg__budget_spend(cx);
    *out = error;
    return LG_READY;
}

/* Cancels. */
static inline void lg__operation_drop(struct lg__operation *operation, enum lg__direction direction)
{
    if (operation->waiter.phase == LG__WAITER_WAITING)
        lg__source_leave(operation->source, direction, &operation->waiter);
    operation->waiter.phase = LG__WAITER_FINISHED;
}

#endif
