/* lifeguard/futures.h: waiting for any number of boxed futures, as await_all and await_any wait for those written down.
 *
 *     lg_future *pages[COUNT] = {future(fetch(a)), future(fetch(b)), …};
 *     void *results[COUNT] = {&one, &two, …};
 *     await lg_future_await_all(pages, results, COUNT);
 *
 * The boxes stay the caller's, finished or not, and each is to be dropped in the end. NULL stands for no future. */
#ifndef LIFEGUARD_FUTURES_H
#define LIFEGUARD_FUTURES_H

#include <lifeguard/future.h>
#include <stddef.h>

/* The future of lg_future_await_all. */
struct lg_awaiting_all {
    lg_future *const *futures;
    void *const *results;
    size_t count;
};
void lg_awaiting_all_init(struct lg_awaiting_all *self, lg_future *const *futures, void *const *results, size_t count);
lg_poll lg_awaiting_all_poll(struct lg_awaiting_all *self, lg_context *cx);
void lg_awaiting_all_drop(struct lg_awaiting_all *self);

/* The future of lg_future_await_any. */
struct lg_awaiting_any {
    lg_future *const *futures;
    size_t count;
    void *result;
};
void lg_awaiting_any_init(struct lg_awaiting_any *self, lg_future *const *futures, size_t count, void *result);
lg_poll lg_awaiting_any_poll(struct lg_awaiting_any *self, lg_context *cx, size_t *out);
void lg_awaiting_any_drop(struct lg_awaiting_any *self);

/* await lg_future_await_all(futures, results, n): waits until all have finished. Each poll polls those that have not,
 * in order. The result of `futures[i]` goes to `results[i]`, as in lg_future_poll; `results` may be NULL, too.
 * Cancelled, the futures stay as they are.
 *
 * size_t i = await lg_future_await_any(futures, n, &result): waits until one of those that have not finished does, and
 * says which; each poll polls them in order, and stops at the first that is ready. n, at once, where all have finished.
 * The others stay as they are: to be awaited again, or dropped. */
/* clang-format off */
lg_leaf(struct lg_awaiting_all, lg_awaiting_all_init, lg_awaiting_all_poll, lg_awaiting_all_drop)
void lg_future_await_all(lg_future *const *futures, void *const *results, size_t count);
lg_leaf(struct lg_awaiting_any, lg_awaiting_any_init, lg_awaiting_any_poll, lg_awaiting_any_drop)
size_t lg_future_await_any(lg_future *const *futures, size_t count, void *result);
/* clang-format on */

#endif
