#include "posix.h"

#include "lock.h"
#include "result.h"
#include "task_memory.h"

#include <stdlib.h>

/* A block on its way back to the owner. */
struct returned {
    struct lg__block link;
    unsigned class;
};

static struct lg__lock orphans_lock;
static lg_runtime *orphans; /* linked by next_orphan */

static void add_orphan(lg_runtime *runtime)
{
    lg__lock(&orphans_lock);
    runtime->next_orphan = orphans;
    orphans = runtime;
    lg__unlock(&orphans_lock);
}

static void remove_orphan(lg_runtime *runtime)
{
    lg__lock(&orphans_lock);
    lg_runtime **place = &orphans;
    while (*place != runtime)
        place = &(*place)->next_orphan;
    *place = runtime->next_orphan;
    lg__unlock(&orphans_lock);
}

static void free_runtime(lg_runtime *runtime)
{
    remove_orphan(runtime);
    lg__parker_end(&runtime->parker);
    lg__blocks_end(&runtime->blocks);
    free(runtime);
}

/* Sorts what others have returned into the free lists. The acquire pairs with the release in give_back. */
static void take_returned(lg_runtime *runtime)
{
    if (!lg__load_relaxed(&runtime->returned))
        return;
    for (struct lg__block *block = lg__exchange_acquire(&runtime->returned, NULL), *next; block; block = next) {
        next = block->next;
        lg__block_free(&runtime->blocks, ((struct returned *)block)->class, block);
    }
}

/* Leaves a block for the owner. No block is ever taken alone, so that the usual hazard of such a list does not arise.
 */
static void give_back(lg_runtime *runtime, void *block, unsigned class)
{
    struct returned *returned = block;
    returned->class = class;
    returned->link.next = lg__load_relaxed(&runtime->returned);
    while (!lg__cas_release(&runtime->returned, &returned->link.next, &returned->link))
        ;
}

lg_task *lg__task_memory_new(lg_runtime *runtime, size_t size, size_t align, bool *malloced)
{
    *malloced = !lg__runtime_is_owned(runtime) || size > LG__LARGEST_BLOCK || align > LG__BLOCK_ALIGN;
    lg_task *task;
    if (*malloced) {
        task = lg__aligned_malloc(size, align);
    } else {
        unsigned class = lg__block_class(size);
        if (!lg__block_is_at_hand(&runtime->blocks, class))
            take_returned(runtime);
        task = lg__block_new(&runtime->blocks, class);
    }
    if (!task)
        return NULL;
    if (lg__runtime_is_owned(runtime))
        runtime->tasks++;
    else
        lg__fetch_add_relaxed(&runtime->tasks_elsewhere, 1);
    return task;
}

void lg__task_memory_free(lg_runtime *runtime, lg_task *task, size_t size, bool malloced)
{
    bool owned = lg__runtime_is_owned(runtime);
    if (malloced)
        free(task);
    else if (owned)
        lg__block_free(&runtime->blocks, lg__block_class(size), task);
    else
        give_back(runtime, task, lg__block_class(size));
    if (owned)
        runtime->tasks--;
    else if (lg__fetch_sub_acq_rel(&runtime->tasks_elsewhere, 1) ==
             1) /* each release pairs with the last one's acquire */
        free_runtime(runtime);
}

void lg__runtime_memory_drop(lg_runtime *runtime)
{
    uint64_t rest = runtime->tasks - LG__TASKS_ELSEWHERE;
    add_orphan(runtime);
    if (lg__fetch_add_acq_rel(&runtime->tasks_elsewhere, rest) + rest == 0)
        free_runtime(runtime);
}
