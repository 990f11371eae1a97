/* lifeguard/once.h: something that the first to need it makes, while the others wait.
 *
 *     static lg_once once = LG_ONCE_INIT;
 *     static struct config config;
 *
 *     async int use_config(void)
 *     {
 *         lg_scoped(lg_once_turn) turn = await lg_once_begin(&once);
 *         if (turn.once) {                      // ours to make; the others wait
 *             int error = await read_config(&config);
 *             if (error)
 *                 return error;                 // the turn ends: the next one tries
 *             lg_once_finish(&turn);            // made, for good
 *         }
 *         …
 *
 * Who makes it may fail, or be cancelled: then the turn goes to whoever has waited longest. Any thread. */
#ifndef LIFEGUARD_ONCE_H
#define LIFEGUARD_ONCE_H

#include <lifeguard/waiter.h>
#include <stdbool.h>

/* All zero (LG_ONCE_INIT) is not made. Owns nothing: it need not be destroyed, but must outlive who waits for it. */
typedef struct lg_once {
    struct lg__wait_list waiters;
    _Atomic(bool) made; /* for good */
    bool taken;         /* somebody has the turn, or was given it and has not been polled since */
} lg_once;

#define LG_ONCE_INIT {LG__WAIT_LIST_INIT, 0, 0}

/* The turn to make it. One has it at a time; copying it is moving it. */
typedef struct lg_once_turn {
    lg_once *once; /* NULL: not one's turn, or no longer */
} lg_once_turn;

/* Ends the turn: the next one who waits has it; a second time, or after lg_once_finish, does nothing. Never waits. Any
 * thread. */
void lg_once_turn_drop(lg_once_turn *turn);

/* It is made, for good: all who wait go on, and see what was written before this. Ends the turn, which must be one. */
void lg_once_finish(lg_once_turn *turn);

/* Whether it is made; then this thread sees what was written before that. Two instructions. Any thread. */
bool lg_once_is_made(const lg_once *once);

/* Begins a turn, or finds that it is made, if that needs no waiting: 0, and `turn->once` tells which, as for
 * lg_once_begin; EBUSY: somebody has the turn, and `*turn` is none. Any thread. */
int lg_once_try_begin(lg_once *once, lg_once_turn *turn);

/* The future of lg_once_begin. */
struct lg_beginning {
    lg_once *once;
    struct lg__waiter waiter;
    bool made;
};
void lg_beginning_init(struct lg_beginning *self, lg_once *once);
lg_poll lg_beginning_poll(struct lg_beginning *self, lg_context *cx, lg_once_turn *out);
void lg_beginning_drop(struct lg_beginning *self);

/* lg_once_turn turn = await lg_once_begin(&o): waits until it is made, and then gives no turn (`turn.once` is NULL), or
 * until it is one's turn to make it. First come, first served. Cancelled, it passes the turn on if it had just been
 * given it. */
/* clang-format off */
lg_leaf(struct lg_beginning, lg_beginning_init, lg_beginning_poll, lg_beginning_drop)
lg_once_turn lg_once_begin(lg_once *once);
/* clang-format on */

#endif
