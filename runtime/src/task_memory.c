#include "posix.h"

#include "cold.h"
#include "crew.h"
#include "here.h"
#include "lock.h"
#include "result.h"
#include "runtime.h"
#include "task_memory.h"
#include "task_shared.h"

#include <stdlib.h>

/* A block on its way back to the thread whose it is. */
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
    struct lg__driver *driver = lg__runtime_driver(runtime);
    if (driver)
        driver->drop(driver); /* not earlier: a waker that has woken a worker still unparks it */
    if (runtime->crew)
        lg__crew_free(runtime->crew);
    else
        lg__parker_end(&runtime->parker);
    lg__blocks_end(&runtime->memory.blocks);
    free(runtime);
}

/* Whose block the task is. */
static struct lg__task_memory *home_of(lg_task *task)
{
    struct lg__crew *crew = task->runtime->crew;
    if (!crew)
        return &task->runtime->memory;
    return &crew->workers[lg__load_relaxed(&task->owned) >> LG__HOME_SHIFT].memory;
}

/* Sorts what others have returned into the free lists. The acquire pairs with the release in give_back. */
static void take_returned(struct lg__task_memory *memory)
{
    if (!lg__load_relaxed(&memory->returned))
        return;
    for (struct lg__block *block = lg__exchange_acquire(&memory->returned, NULL), *next; block; block = next) {
        next = block->next;
        lg__block_free(&memory->blocks, ((struct returned *)block)->class, block);
    }
}

/* Leaves a block for its thread. No block is ever taken alone, so that the usual hazard of such a list does not arise.
 */
static void give_back(struct lg__task_memory *memory, void *block, unsigned class)
{
    struct returned *returned = block;
    returned->class = class;
    returned->link.next = lg__load_relaxed(&memory->returned);
    while (!lg__cas_release(&memory->returned, &returned->link.next, &returned->link))
        ;
}

static unsigned class_of(uint32_t owned)
{
    return (owned & LG__CLASS) >> LG__CLASS_SHIFT;
}

lg_task *lg__task_memory_new(lg_runtime *runtime, size_t size, size_t align, uint32_t *flags)
{
    struct lg__task_memory *memory = lg__task_memory_here(runtime);
    lg_task *task;
    if (!memory || size > LG__LARGEST_BLOCK || align > LG__BLOCK_ALIGN) {
        *flags = LG__MALLOCED;
        task = lg__aligned_malloc(size, align);
    } else {
        unsigned class = lg__block_class(size);
        *flags = class << LG__CLASS_SHIFT;
        if (!lg__block_is_at_hand(&memory->blocks, class))
            take_returned(memory);
        task = lg__block_new(&memory->blocks, class);
    }
    if (!task)
        return NULL;
    if (memory)
        memory->tasks++;
    else
        lg__fetch_add_relaxed(&runtime->tasks_elsewhere, 1);
    return task;
}

static lg__cold void free_elsewhere(lg_task *task)
{
    lg_runtime *runtime = task->runtime;
    uint32_t owned = lg__load_relaxed(&task->owned);
    struct lg__task_memory *mine = lg__task_memory_here(runtime);
    if (owned & LG__MALLOCED)
        free(task);
    else
        give_back(home_of(task), task, class_of(owned));
    if (mine)
        mine->tasks--;
    else if (lg__fetch_sub_acq_rel(&runtime->tasks_elsewhere, 1) == 1) /* pairs with the other releases */
        free_runtime(runtime);
}

void lg__task_free(lg_task *task)
{
    uint32_t owned = lg__load_relaxed(&task->owned);
    struct lg__task_memory *mine = lg__task_memory_here(task->runtime);
    if (owned & LG__MALLOCED || !mine || mine != home_of(task)) {
        free_elsewhere(task);
        return;
    }
    lg__block_free(&mine->blocks, class_of(owned), task);
    mine->tasks--;
}

void lg__runtime_memory_drop(lg_runtime *runtime)
{
    uint64_t rest = runtime->memory.tasks - LG__TASKS_ELSEWHERE;
    for (unsigned i = 0; runtime->crew && i < runtime->crew->count; i++)
        rest += runtime->crew->workers[i].memory.tasks;
    add_orphan(runtime);
    if (lg__fetch_add_acq_rel(&runtime->tasks_elsewhere, rest) + rest == 0)
        free_runtime(runtime);
}
