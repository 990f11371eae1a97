/* deadlock.c: circles in the graph of tasks, by a search in depth: a task on the way that is met again closes one.
 *
 * A task waits for another if it waits for what that has a guard for, or for its end, and for nothing besides that
 * would do. A thing that several tasks have guards for, such as a semaphore, is followed only if one has it; a channel,
 * if one guard is all there is of its other end. */
#include "posix.h"

#include "deadlock.h"

#include <stdlib.h>

enum mark { NEW, ON_THE_WAY, LEFT };

struct search {
    const struct lg__snapshot *snapshot;
    unsigned char *marks; /* by task */
    size_t *next_wait;    /* by task: the wait to be looked at next */
    size_t *way;          /* the wait by which each task on the way leads to the next */
    size_t length;
};

/* The task that a wait leads to, or task_count. */
static size_t goal_of(const struct lg__snapshot *snapshot, const struct lg__seen_wait *wait)
{
    if (wait->alternative)
        return snapshot->task_count;
    if (wait->what.task)
        return lg__snapshot_find(snapshot, wait->what.task);
    const struct lg__seen_hold *hold = wait->what.one ? lg__holder_of(snapshot, &wait->what, 0) : NULL;
    if (!hold || lg__holder_of(snapshot, &wait->what, (size_t)(hold - snapshot->holds) + 1))
        return snapshot->task_count;
    return hold->task;
}

/* The waits of a task stand side by side. */
static size_t first_wait(const struct lg__snapshot *snapshot, size_t task)
{
    size_t low = 0, high = snapshot->wait_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (snapshot->waits[middle].task < task)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void enter(struct search *search, size_t task)
{
    search->marks[task] = ON_THE_WAY;
    search->next_wait[task] = first_wait(search->snapshot, task);
}

static void search_from(struct search *search, size_t task, lg__circle *found, void *data)
{
    const struct lg__snapshot *snapshot = search->snapshot;
    search->length = 0;
    enter(search, task);
    for (;;) {
        size_t wait = search->next_wait[task]++;
        if (wait >= snapshot->wait_count || snapshot->waits[wait].task != task) {
            search->marks[task] = LEFT;
            if (search->length == 0)
                return;
            task = snapshot->waits[search->way[--search->length]].task;
            continue;
        }
        size_t goal = goal_of(snapshot, &snapshot->waits[wait]);
        if (goal == snapshot->task_count || search->marks[goal] == LEFT)
            continue;
        search->way[search->length++] = wait;
        if (search->marks[goal] == ON_THE_WAY) {
            size_t start = search->length - 1;
            while (snapshot->waits[search->way[start]].task != goal)
                start--;
            found(snapshot, search->way + start, search->length - start, data);
            search->length--;
            search->next_wait[task] = snapshot->wait_count; /* one circle is enough */
        } else {
            enter(search, goal);
            task = goal;
        }
    }
}

bool lg__find_deadlocks(const struct lg__snapshot *snapshot, lg__circle *found, void *data)
{
    size_t count = snapshot->task_count + 1;
    struct search search = {snapshot, calloc(count, 1), calloc(count, sizeof(size_t)), calloc(count, sizeof(size_t)),
                            0};
    bool enough = search.marks && search.next_wait && search.way;
    for (size_t i = 0; enough && i < snapshot->task_count; i++)
        if (search.marks[i] == NEW)
            search_from(&search, i, found, data);
    free(search.marks);
    free(search.next_wait);
    free(search.way);
    return enough;
}
