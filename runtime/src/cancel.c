/* cancel.c: a tree of tokens. A node is kept by its handles and by its children, and leaves the tree when it is
 * cancelled or nobody keeps it; all links of a tree are guarded by one lock. Who waits stands in a list of the node's
 * own, guarded by the list's lock, which is never held together with the tree's. */
#include "posix.h"

#include "wait_list.h"

#include <errno.h>
#include <lifeguard/cancel.h>
#include <stdlib.h>

struct tree {
    struct lg__lock lock;
    _Atomic(size_t) nodes; /* the last one's end frees the tree */
};

struct lg__cancel_node {
    struct tree *tree;
    _Atomic(size_t) keepers; /* handles, and children that are linked; 0 is final */
    _Atomic(bool) cancelled; /* set with the tree's lock, for good */
    struct lg__wait_list waiting;
    /* With the tree's lock: */
    struct lg__cancel_node *parent; /* NULL: none, or not linked any more */
    struct lg__cancel_node *first, *next, *prev;
};

static struct lg__cancel_node *new_node(struct tree *tree)
{
    struct lg__cancel_node *node = malloc(sizeof *node);
    if (node) {
        *node = (struct lg__cancel_node){.tree = tree, .keepers = 1};
        lg__fetch_add_relaxed(&tree->nodes, 1);
    }
    return node;
}

/* With the lock. */
static void link_child(struct lg__cancel_node *parent, struct lg__cancel_node *child)
{
    lg__fetch_add_relaxed(&parent->keepers, 1);
    child->parent = parent;
    child->next = parent->first;
    if (child->next)
        child->next->prev = child;
    parent->first = child;
}

/* Returns the parent, which the node kept: its keeper is the caller's now. NULL: the node was not linked. With the
 * lock.
 */
static struct lg__cancel_node *unlink_child(struct lg__cancel_node *node)
{
    struct lg__cancel_node *parent = node->parent;
    if (!parent)
        return NULL;
    if (node->prev)
        node->prev->next = node->next;
    else
        parent->first = node->next;
    if (node->next)
        node->next->prev = node->prev;
    node->parent = node->next = node->prev = NULL;
    return parent;
}

/* Gives up one keeper, and with the last one the node, and so on upwards. Without the lock. */
static void release(struct lg__cancel_node *node)
{
    while (node && lg__fetch_sub_acq_rel(&node->keepers, 1) == 1) { /* each pairs with the last one's acquire */
        struct tree *tree = node->tree;
        lg__lock(&tree->lock);
        struct lg__cancel_node *parent = unlink_child(node);
        lg__unlock(&tree->lock);
        free(node);
        node = parent;
        if (lg__fetch_sub_acq_rel(&tree->nodes, 1) == 1)
            free(tree); /* then there is no parent either */
    }
}

int lg_cancel_token_new(lg_cancel_token *token)
{
    struct tree *tree = malloc(sizeof *tree);
    token->node = NULL;
    if (!tree)
        return ENOMEM;
    *tree = (struct tree){.nodes = 0};
    token->node = new_node(tree);
    if (!token->node)
        free(tree);
    return token->node ? 0 : ENOMEM;
}

int lg_cancel_token_child(const lg_cancel_token *parent, lg_cancel_token *child)
{
    struct tree *tree = parent->node->tree;
    struct lg__cancel_node *node = new_node(tree);
    child->node = node;
    if (!node)
        return ENOMEM;
    lg__lock(&tree->lock);
    if (lg__load_relaxed(&parent->node->cancelled))
        lg__store_release(&node->cancelled, true);
    else
        link_child(parent->node, node);
    lg__unlock(&tree->lock);
    return 0;
}

lg_cancel_token lg_cancel_token_clone(const lg_cancel_token *token)
{
    lg__fetch_add_relaxed(&token->node->keepers, 1);
    return *token;
}

void lg_cancel_token_drop(lg_cancel_token *token)
{
    struct lg__cancel_node *node = token->node;
    token->node = NULL;
    release(node);
}

bool lg_is_cancelled(const lg_cancel_token *token)
{
    return lg__load_acquire(&token->node->cancelled); /* pairs with mark */
}

/* Marks a node and all below it: parents first. With the lock. */
static void mark(struct lg__cancel_node *top)
{
    for (struct lg__cancel_node *node = top;;) {
        lg__store_release(&node->cancelled, true);
        if (node->first) {
            node = node->first;
            continue;
        }
        while (node != top && !node->next)
            node = node->parent;
        if (node == top)
            return;
        node = node->next;
    }
}

/* One keeper more, unless the node is ending. */
static bool keep(struct lg__cancel_node *node)
{
    size_t keepers = lg__load_relaxed(&node->keepers);
    while (keepers && !lg__cas_relaxed(&node->keepers, &keepers, keepers + 1))
        ;
    return keepers != 0;
}

/* Takes a node that has no children out from under `top`, and wakes who waits for it. False: there is none. */
static bool cancel_one_below(struct lg__cancel_node *top)
{
    struct tree *tree = top->tree;
    lg__lock(&tree->lock);
    struct lg__cancel_node *node = top;
    while (node->first)
        node = node->first;
    struct lg__cancel_node *parent = node != top ? unlink_child(node) : NULL;
    bool kept = parent && keep(node); /* else nobody waits for it, and who ends it finds it unlinked */
    lg__unlock(&tree->lock);
    if (kept) {
        lg__lock(&node->waiting.lock);
        lg__wait_list_wake_all(&node->waiting, LG__WAITER_RELEASED);
        release(node);
    }
    release(parent);
    return parent != NULL;
}

void lg_cancel(const lg_cancel_token *token)
{
    struct lg__cancel_node *top = token->node;
    lg__lock(&top->tree->lock);
    bool news = !lg__load_relaxed(&top->cancelled);
    struct lg__cancel_node *parent = news ? unlink_child(top) : NULL;
    if (news)
        mark(top);
    lg__unlock(&top->tree->lock);
    if (!news)
        return;
    lg__fetch_add_relaxed(&top->keepers, 1); /* who is woken may drop the token */
    lg__lock(&top->waiting.lock);
    lg__wait_list_wake_all(&top->waiting, LG__WAITER_RELEASED);
    while (cancel_one_below(top))
        ;
    release(parent);
    release(top);
}

void lg_cancelling_init(struct lg_cancelling *self, const lg_cancel_token *token)
{
    self->node = token->node;
    lg__waiter_init(&self->waiter);
}

static bool ask(void *future)
{
    return lg__load_acquire(&((struct lg_cancelling *)future)->node->cancelled); /* pairs with mark */
}

lg_poll lg_cancelling_poll(struct lg_cancelling *self, lg_context *cx)
{
    lg__waiter_expect(&self->waiter, "lg_cancelled");
    return lg__wait(&self->node->waiting, &self->waiter, cx, ask, self) ? LG_READY : LG_PENDING;
}

void lg_cancelling_drop(struct lg_cancelling *self)
{
    lg__waiter_leave(&self->waiter, &self->node->waiting);
}
