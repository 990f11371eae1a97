/* lifeguard/join_set.h: tasks whose results are collected in the order in which they end.
 *
 *     lg_scoped(lg_join_set) set = {0};
 *     int error = lg_join_set_new(&set);
 *     for (int i = 0; !error && i < 100; i++)
 *         error = lg_join_set_add(&set, spawn(fetch(i)));
 *     while ((error = await lg_join_set_next(&set, &result)) != ENOENT)
 *         …
 *
 * Dropping the set aborts the tasks that are still in it, so that none outlives the function that began them. A set is
 * used by one thread at a time; its tasks may be those of any runtimes. */
#ifndef LIFEGUARD_JOIN_SET_H
#define LIFEGUARD_JOIN_SET_H

#include <lifeguard/task.h>
#include <lifeguard/waiter.h>
#include <stddef.h>

struct lg__join_set;

/* All zero is none. Copying it is moving it. */
typedef struct lg_join_set {
    struct lg__join_set *shared; /* NULL: dropped */
} lg_join_set;

/* Makes an empty set. 0, or ENOMEM: then `*set` is none. */
int lg_join_set_new(lg_join_set *set);

/* Aborts the tasks that are in the set, gives up their handles, and frees the set. Does not wait for their ends. A
 * second time does nothing. */
void lg_join_set_drop(lg_join_set *set);

/* Puts a task into the set, and takes over its handle: 0. ENOMEM: the task is aborted, and the handle given up; or it
 * is NULL, as from a spawn that found no memory. */
int lg_join_set_add(lg_join_set *set, lg_task *task);

/* How many tasks are in the set: not yet joined, whether they have ended or not. */
size_t lg_join_set_count(const lg_join_set *set);

/* Asks for every task in the set to be dropped, as lg_abort does. They stay in the set until they are joined. */
void lg_join_set_abort_all(lg_join_set *set);

/* Gives up the handles of all tasks in the set, which is empty then; they run on by themselves. */
void lg_join_set_detach_all(lg_join_set *set);

/* As lg_join_set_next if that needs no waiting; EAGAIN: tasks are in the set, and none has ended. */
int lg_join_set_try_next(lg_join_set *set, void *result);

/* The future of lg_join_set_next. */
struct lg_join_set_joining {
    struct lg__join_set *shared;
    void *result;
    struct lg__waiter waiter;
    int error;
};
void lg_join_set_joining_init(struct lg_join_set_joining *self, lg_join_set *set, void *result);
lg_poll lg_join_set_joining_poll(struct lg_join_set_joining *self, lg_context *cx, int *out);
void lg_join_set_joining_drop(struct lg_join_set_joining *self);

/* int err = await lg_join_set_next(&set, &result): waits for a task of the set to end, and takes it out. 0: it
 * finished, and its result is in `*result`, which must do for every task of the set, or NULL to throw it away.
 * ECANCELED: it was aborted, or its runtime was dropped; `*result` is as it was. ENOENT: the set is empty. Those that
 * end first come first; those that had ended when they were added, in the order of adding. Cancelled, it leaves the set
 * as it is. */
/* clang-format off */
lg_leaf(struct lg_join_set_joining, lg_join_set_joining_init, lg_join_set_joining_poll, lg_join_set_joining_drop)
int lg_join_set_next(lg_join_set *set, void *result);
/* clang-format on */

#endif
