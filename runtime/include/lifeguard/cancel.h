/* lifeguard/cancel.h: a word that goes out to many futures at once: stop.
 *
 *     lg_scoped(lg_cancel_token) token = {0};
 *     int error = lg_cancel_token_new(&token);
 *     …
 *     if (await_any(lg_cancelled(&token), error = serve(client)) == 0)
 *         …                                     // cancelled: serve was dropped, and cleaned up after itself
 *
 * Tokens form a tree: cancelling one cancels its children, and theirs, but not its parent. A token is a handle, moved
 * to whoever is to use it (copying it is moving it); each ends in its drop. A token may be used by several threads at
 * once. Children go on when the handle of their parent is dropped, and still hear of its parents. */
#ifndef LIFEGUARD_CANCEL_H
#define LIFEGUARD_CANCEL_H

#include <lifeguard/waiter.h>
#include <stdbool.h>

struct lg__cancel_node;

/* A handle. All zero is none. */
typedef struct lg_cancel_token {
    struct lg__cancel_node *node; /* NULL: dropped */
} lg_cancel_token;

/* Makes a token without a parent. 0, or ENOMEM: then `*token` is none. */
int lg_cancel_token_new(lg_cancel_token *token);

/* Makes a child of `parent`; of one that is cancelled, it is cancelled, too. 0, or ENOMEM: then `*child` is none. Any
 * thread. */
int lg_cancel_token_child(const lg_cancel_token *parent, lg_cancel_token *child);

/* One handle more to the same token. Any thread. */
lg_cancel_token lg_cancel_token_clone(const lg_cancel_token *token);

/* Ends a handle, now rather than at the end of the scope; a second time does nothing. Cancels nothing. */
void lg_cancel_token_drop(lg_cancel_token *token);

/* Cancels the token and all below it, for good, and wakes who waits for any of them. Never waits. A second time does
 * nothing. Any thread. */
void lg_cancel(const lg_cancel_token *token);

/* Whether it is cancelled; what was written before lg_cancel is seen then. Any thread. */
bool lg_is_cancelled(const lg_cancel_token *token);

/* The future of lg_cancelled. */
struct lg_cancelling {
    struct lg__cancel_node *node;
    struct lg__waiter waiter;
};
void lg_cancelling_init(struct lg_cancelling *self, const lg_cancel_token *token);
lg_poll lg_cancelling_poll(struct lg_cancelling *self, lg_context *cx);
void lg_cancelling_drop(struct lg_cancelling *self);

/* await lg_cancelled(&token): waits until the token is cancelled. The handle must stay until then. */
lg_leaf(struct lg_cancelling, lg_cancelling_init, lg_cancelling_poll,
        lg_cancelling_drop) void lg_cancelled(const lg_cancel_token *token);

#endif
