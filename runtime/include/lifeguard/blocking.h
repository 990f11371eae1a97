/* lifeguard/blocking.h: calls that block, on threads of their own.
 *
 *     struct query query = {.name = host};
 *     int error = await lg_blocking(look_up, &query);      // look_up(&query) on another thread; others run meanwhile
 *
 * A runtime has a pool of threads for them, started as they are needed, and ended when they have had nothing to do for
 * a while (lg_runtime_options.blocking_threads, .blocking_idle_ms). Calls beyond their number wait in line. */
#ifndef LIFEGUARD_BLOCKING_H
#define LIFEGUARD_BLOCKING_H

#include <lifeguard/context.h>
#include <lifeguard/marks.h>
#include <stdbool.h>

/* Work for the pool; inside lg_blocking's future. Its members are the library's. */
struct lg__job {
    void (*run)(struct lg__job *job, bool canceled);
    struct lg__job *next, *prev;
    unsigned char queued;
};

/* The future of lg_blocking. */
struct lg_blocking_call {
    struct lg__job job;
    void (*fn)(void *arg);
    void *arg;
    lg_waker waker;            /* owned while WAITING; guarded by the pool's lock */
    struct lg__blocking *pool; /* where it is, or was; NULL: nowhere */
    unsigned char state;       /* enum in blocking_call.c; guarded by the pool's lock */
};
void lg_blocking_call_init(struct lg_blocking_call *self, void (*fn)(void *arg), void *arg);
lg_poll lg_blocking_call_poll(struct lg_blocking_call *self, lg_context *cx, int *out);
void lg_blocking_call_drop(struct lg_blocking_call *self);

/* int err = await lg_blocking(fn, arg): calls fn(arg) on a thread of the runtime's pool, and waits for it to return. 0;
 * else `fn` was not called: ENOMEM; EAGAIN: the pool has no thread, and the system has no room for one; ECANCELED: the
 * runtime ends. What `fn` wrote is seen after the await.
 *
 * Cancelled while it waits in line, `fn` is not called. Cancelled while `fn` runs, the drop waits for it to return,
 * since `arg` may be a local of who awaits: so a time limit does not end a call that blocks, and shutdown waits for
 * the calls under way. In `fn` there is no current runtime; spawn_in, wakers and block_on are fine. Under a context
 * made by hand the poll calls `fn` itself. */
/* clang-format off */
lg_leaf(struct lg_blocking_call, lg_blocking_call_init, lg_blocking_call_poll, lg_blocking_call_drop)
int lg_blocking(void (*fn)(void *arg), void *arg);
/* clang-format on */

#endif
