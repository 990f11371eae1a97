/* lifeguard/barrier.h: a point where futures wait for each other until a number of them have come. */
#ifndef LIFEGUARD_BARRIER_H
#define LIFEGUARD_BARRIER_H

#include <lifeguard/waiter.h>
#include <stdbool.h>
#include <stddef.h>

/* LG_BARRIER_INIT(n) lets n futures at a time go on, n at least 1; then the next n. Owns nothing: it need not be
 * destroyed, but must outlive who waits at it. */
typedef struct lg_barrier {
    struct lg__wait_list waiters;
    size_t count;   /* that it takes */
    size_t arrived; /* and wait now; less than count */
} lg_barrier;

#define LG_BARRIER_INIT(n) {LG__WAIT_LIST_INIT, n, 0}

/* The future of lg_barrier_wait. */
struct lg_gathering {
    lg_barrier *barrier;
    struct lg__waiter waiter;
};
void lg_gathering_init(struct lg_gathering *self, lg_barrier *barrier);
lg_poll lg_gathering_poll(struct lg_gathering *self, lg_context *cx, bool *out);
void lg_gathering_drop(struct lg_gathering *self);

/* bool last = await lg_barrier_wait(&b): waits until the barrier's number of futures wait. True for exactly one of
 * them, the last to come; it goes on first. Cancelled before they are complete, it has not come: one
 * more is needed. Any thread. */
/* clang-format off */
lg_leaf(struct lg_gathering, lg_gathering_init, lg_gathering_poll, lg_gathering_drop)
bool lg_barrier_wait(lg_barrier *barrier);
/* clang-format on */

#endif
