#include "posix.h"

#include "crew.h"
#include "lock.h"
#include "result.h"
#include "runtime.h"
#include "task_memory.h"
#include "task_shared.h"
#include "worker.h"

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

/* What this thread has for tasks of `runtime`; NULL if it does not run them. */
static struct lg__task_memory *memory_of_thread(lg_runtime *runtime)
{
    if (!runtime->crew)
        return lg__runtime_is_owned(runtime) ? &runtime->memory : NULL;
    return lg__works_for(runtime) ? &lg__worker->memory : NULL;
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

lg_task *lg__task_memory_new(lg_runtime *runtime, size_t size, size_t align, bool *malloced)
{
    struct lg__task_memory *memory = memory_of_thread(runtime);
    *malloced = !memory || size > LG__LARGEST_BLOCK || align > LG__BLOCK_ALIGN;
    lg_task *task;
    if (*malloced) {
        task = lg__aligned_malloc(size, align);
    } else {
        unsigned class = lg__block_class(size);
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

void lg__task_memory_free(lg_task *task, size_t size, bool malloced)
{
    lg_runtime *runtime = task->runtime;
    struct lg__task_memory *mine = memory_of_thread(runtime), *home = home_of(task);
    if (malloced)
        free(task);
    else if (mine == home)
        lg__block_free(&home->blocks, lg__block_class(size), task);
    else
        give_back(home, task, lg__block_class(size));
    if (mine)
        mine->tasks--;
    else if (lg__fetch_sub_acq_rel(&runtime->tasks_elsewhere, 1) == 1) /* pairs with the other releases */
        free_runtime(runtime);
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
