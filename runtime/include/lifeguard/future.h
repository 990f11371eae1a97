/* lifeguard/future.h: boxed futures: typed at run time, to be stored, passed on, collected and polled by hand.
 *
 * `lg_future *p = future(f(x));` makes one. Whoever holds the box polls it, by lg_future_poll or by
 * `await lg_future_await(p, &result)`, and always ends in lg_future_drop. A box may move between threads, but belongs
 * to one at a time. It is an outermost future of its own: the frames of callees inside it live in the box. */
#ifndef LIFEGUARD_FUTURE_H
#define LIFEGUARD_FUTURE_H

#include <lifeguard/context.h>
#include <lifeguard/marks.h>
#include <stdbool.h>

typedef struct lg_future lg_future;

/* Polls the future once, with the waker of `cx`. When it is LG_READY the result has been stored in `*result`, which is
 * of the async function's type; NULL throws the result away. Polling a finished future aborts, and so does having no
 * memory for a large result that is thrown away. */
lg_poll lg_future_poll(lg_future *box, lg_context *cx, void *result);

/* Whether the future in the box has finished; it must not be polled any more. */
bool lg_future_is_finished(const lg_future *box);

/* Ends the box: cancels the future if it has not finished, then frees it. NULL is fine. */
void lg_future_drop(lg_future *box);

/* What the future in the box is of. Constant, never freed. */
const lg_future_type *lg_future_type_of(const lg_future *box);

/* The future of lg_future_await. */
struct lg_boxed {
    lg_future *future;
    void *result;
};
void lg_boxed_init(struct lg_boxed *self, lg_future *future, void *result);
lg_poll lg_boxed_poll(struct lg_boxed *self, lg_context *cx);
void lg_boxed_drop(struct lg_boxed *self);

/* await lg_future_await(p, &result): waits for a boxed future. `result` as for lg_future_poll. The box stays the
 * caller's, finished or not: an await that is cancelled leaves it as it is, to be awaited again or dropped. */
/* clang-format off */
lg_leaf(struct lg_boxed, lg_boxed_init, lg_boxed_poll, lg_boxed_drop)
void lg_future_await(lg_future *future, void *result);
/* clang-format on */

#endif
