/* join_set.c: each task in the set has a waker of its own, which puts it at the end of those that have ended.
 *
 * An entry is kept by the set and by clones of its waker, and keeps the shared part of the set, since a waker may be
 * used when both are long gone. What `waiting`'s lock guards can be reached by wakers; the rest is the set's owner's.
 */
#include "posix.h"

#include "join.h"
#include "wait_list.h"

#include <errno.h>
#include <lifeguard/join_set.h>
#include <stdlib.h>

struct entry {
    struct lg__join_set *set;
    _Atomic(size_t) keepers;
    struct entry *next, *prev; /* in the set, in the order of adding */
    lg_task *task;
    struct lg_joiner joiner;
    /* With the lock: */
    bool ended, removed; /* in the line of the ended; out of the set */
    struct entry *next_ended;
};

struct lg__join_set {
    _Atomic(size_t) keepers; /* the set, and entries */
    struct entry *first, *last;
    size_t count;
    struct lg__wait_list waiting;
    struct entry *first_ended, *last_ended; /* with the lock */
};

static void release_set(struct lg__join_set *set)
{
    if (lg__fetch_sub_acq_rel(&set->keepers, 1) == 1) /* each release pairs with the last one's acquire */
        free(set);
}

static void release_entry(struct entry *entry)
{
    if (lg__fetch_sub_acq_rel(&entry->keepers, 1) != 1) /* as above */
        return;
    release_set(entry->set);
    free(entry);
}

/* The waker of an entry. */

static void append_ended(struct lg__join_set *set, struct entry *entry)
{
    entry->ended = true;
    entry->next_ended = NULL;
    if (set->first_ended)
        set->last_ended->next_ended = entry;
    else
        set->first_ended = entry;
    set->last_ended = entry;
}

static void entry_wake_by_ref(void *data)
{
    struct entry *entry = data;
    struct lg__join_set *set = entry->set;
    lg_waker waker = lg_waker_noop();
    lg__lock(&set->waiting.lock);
    if (!entry->ended && !entry->removed) {
        append_ended(set, entry);
        lg__wait_list_take(&set->waiting, LG__WAITER_CALLED, &waker);
    }
    lg__unlock(&set->waiting.lock);
    lg_waker_wake(waker);
}

static void entry_drop(void *data)
{
    release_entry(data);
}

static void entry_wake(void *data)
{
    entry_wake_by_ref(data);
    release_entry(data);
}

static lg_waker entry_clone(void *data);

static const lg_waker_vtable entry_vtable = {entry_clone, entry_wake, entry_wake_by_ref, entry_drop};

static lg_waker entry_clone(void *data)
{
    lg__fetch_add_relaxed(&((struct entry *)data)->keepers, 1);
    return (lg_waker){&entry_vtable, data};
}

/* The set. */

int lg_join_set_new(lg_join_set *set)
{
    set->shared = malloc(sizeof *set->shared);
    if (!set->shared)
        return ENOMEM;
    *set->shared = (struct lg__join_set){.keepers = 1};
    return 0;
}

int lg_join_set_add(lg_join_set *set, lg_task *task)
{
    struct entry *entry = task ? malloc(sizeof *entry) : NULL;
    if (!entry) {
        if (task)
            lg_abort(task);
        lg_detach(task);
        return ENOMEM;
    }
    struct lg__join_set *shared = set->shared;
    *entry = (struct entry){.set = shared, .keepers = 1, .prev = shared->last, .task = task};
    if (entry->prev)
        entry->prev->next = entry;
    else
        shared->first = entry;
    shared->last = entry;
    shared->count++;
    lg__fetch_add_relaxed(&shared->keepers, 1);
    lg_joiner_init(&entry->joiner, task, NULL);
    const lg_waker waker = {&entry_vtable, entry};
    if (!lg__joiner_listen(&entry->joiner, &waker))
        entry_wake_by_ref(entry); /* it has ended */
    return 0;
}

/* Takes an entry out of the set. Its handle has been used up. */
static void remove_entry(struct lg__join_set *set, struct entry *entry)
{
    if (entry->prev)
        entry->prev->next = entry->next;
    else
        set->first = entry->next;
    if (entry->next)
        entry->next->prev = entry->prev;
    else
        set->last = entry->prev;
    set->count--;
    release_entry(entry);
}

size_t lg_join_set_count(const lg_join_set *set)
{
    return set->shared->count;
}

void lg_join_set_abort_all(lg_join_set *set)
{
    for (struct entry *entry = set->shared->first; entry; entry = entry->next)
        lg_abort(entry->task);
}

void lg_join_set_detach_all(lg_join_set *set)
{
    struct lg__join_set *shared = set->shared;
    lg__lock(&shared->waiting.lock);
    shared->first_ended = NULL;
    for (struct entry *entry = shared->first; entry; entry = entry->next)
        entry->removed = true;
    lg__unlock(&shared->waiting.lock);
    for (struct entry *entry; (entry = shared->first);) {
        lg_joiner_drop(&entry->joiner);
        /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): remove_entry takes it out of the line before it is freed. */
        lg_detach(entry->task);
        remove_entry(shared, entry);
    }
}

void lg_join_set_drop(lg_join_set *set)
{
    struct lg__join_set *shared = set->shared;
    if (!shared)
        return;
    lg_join_set_abort_all(set);
    lg_join_set_detach_all(set);
    set->shared = NULL;
    release_set(shared);
}

/* Joins the first that has ended: 0, ECANCELED, ENOENT, EAGAIN. `first` is the one taken out of the line. */
static int join(struct lg__join_set *set, struct entry *first, void *result)
{
    if (!first)
        return set->count ? EAGAIN : ENOENT;
    lg_context cx; /* it has ended: nobody will be woken, and nothing is spent */
    lg_waker waker = lg_waker_noop();
    int error = EAGAIN;
    lg_context_init(&cx, &waker);
    first->joiner.result = result;
    if (lg_joiner_poll(&first->joiner, &cx, &error) == LG_PENDING)
        lg__violated("lg_join_set_next", "a task has woken who joins it, and not ended");
    remove_entry(set, first);
    return error;
}

/* With the lock. */
static struct entry *take_ended(struct lg__join_set *set)
{
    struct entry *first = set->first_ended;
    if (first) {
        set->first_ended = first->next_ended;
        first->removed = true;
    }
    return first;
}

int lg_join_set_try_next(lg_join_set *set, void *result)
{
    lg__lock(&set->shared->waiting.lock);
    struct entry *first = take_ended(set->shared);
    lg__unlock(&set->shared->waiting.lock);
    return join(set->shared, first, result);
}

void lg_join_set_joining_init(struct lg_join_set_joining *self, lg_join_set *set, void *result)
{
    self->shared = set->shared;
    self->result = result;
    lg__waiter_init(&self->waiter);
}

/* Whether some task has ended, or there is none. */
static bool ask(void *future)
{
    struct lg__join_set *set = ((struct lg_join_set_joining *)future)->shared;
    return set->first_ended || !set->count;
}

lg_poll lg_join_set_joining_poll(struct lg_join_set_joining *self, lg_context *cx, int *out)
{
    lg__waiter_expect(&self->waiter, "lg_join_set_next");
    if (!lg__wait(&self->shared->waiting, &self->waiter, cx, ask, self))
        return LG_PENDING;
    *out = lg_join_set_try_next(&(lg_join_set){self->shared}, self->result);
    return LG_READY;
}

void lg_join_set_joining_drop(struct lg_join_set_joining *self)
{
    lg__waiter_leave(&self->waiter, &self->shared->waiting);
}
