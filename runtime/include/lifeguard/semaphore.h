/* lifeguard/semaphore.h: a number of permits, of which futures wait to get some.
 *
 *     lg_scoped(lg_semaphore_permit) permit = {0};
 *     int error = await lg_semaphore_acquire(&s, 1, &permit);
 *
 * Fair: permits go to whoever has waited longest. A future that wants many is not overtaken by those behind it that
 * want few; they wait until it has all of its own. Any thread; only the task waits, not the thread. A permit may be
 * held across an await. */
#ifndef LIFEGUARD_SEMAPHORE_H
#define LIFEGUARD_SEMAPHORE_H

#include <lifeguard/waiter.h>
#include <stdbool.h>
#include <stddef.h>

/* LG_SEMAPHORE_INIT(n) has n permits; all zero has none yet. Owns nothing: it need not be destroyed, but must outlive
 * who waits for it, and the permits that are given back to it. */
typedef struct lg_semaphore {
    struct lg__wait_list waiters;
    size_t permits; /* that nobody has; fewer than the first waiter wants */
    bool closed;
} lg_semaphore;

#define LG_SEMAPHORE_INIT(n) {LG__WAIT_LIST_INIT, n, 0}

/* Permits that somebody has. All zero has none. Whoever has this has them; copying it is moving them. */
typedef struct lg_semaphore_permit {
    lg_semaphore *semaphore; /* NULL: none, or no longer */
    size_t count;
} lg_semaphore_permit;

/* Gives the permits back, now rather than at the end of the scope; a second time does nothing. Never waits. Any thread.
 */
void lg_semaphore_permit_drop(lg_semaphore_permit *permit);

/* Gives up the permits without giving them back: the semaphore has fewer from now on. */
void lg_semaphore_permit_forget(lg_semaphore_permit *permit);

/* Adds `count` permits, beside those it had. They must not come to more than SIZE_MAX. Any thread. */
void lg_semaphore_add(lg_semaphore *semaphore, size_t count);

/* From now on nothing is acquired, and who waits goes on with EPIPE. Permits can still be given back. Any thread, more
 * than once. */
void lg_semaphore_close(lg_semaphore *semaphore);

/* How many permits could be acquired at once; 0 while somebody waits. Any thread; out of date as soon as others go on.
 */
size_t lg_semaphore_available(lg_semaphore *semaphore);

/* Acquires `count` permits if that needs no waiting: 0; EAGAIN: they are not there, or others wait for theirs; EPIPE:
 * closed. `*permit` is written, and has none on error. Any thread. */
int lg_semaphore_try_acquire(lg_semaphore *semaphore, size_t count, lg_semaphore_permit *permit);

/* The future of lg_semaphore_acquire. */
struct lg_acquiring {
    lg_semaphore *semaphore;
    size_t count;
    lg_semaphore_permit *permit;
    struct lg__waiter waiter;
    bool closed;
};
void lg_acquiring_init(struct lg_acquiring *self, lg_semaphore *semaphore, size_t count, lg_semaphore_permit *permit);
lg_poll lg_acquiring_poll(struct lg_acquiring *self, lg_context *cx, int *out);
void lg_acquiring_drop(struct lg_acquiring *self);

/* int err = await lg_semaphore_acquire(&s, count, &permit): waits for `count` permits, and writes them to `*permit`. 0;
 * EPIPE: closed, and `*permit` has none. Cancelled, it leaves the line and `*permit` as it was, and passes on what it
 * had just been given. */
/* clang-format off */
lg_leaf(struct lg_acquiring, lg_acquiring_init, lg_acquiring_poll, lg_acquiring_drop)
int lg_semaphore_acquire(lg_semaphore *semaphore, size_t count, lg_semaphore_permit *permit);
/* clang-format on */

#endif
