/* trace_numbers.c: see trace_numbers.h. A hash table with linear probing; what follows a place that becomes empty is
 * moved up (Knuth, "The Art of Computer Programming", volume 3, 6.4, algorithm R). */
#include "posix.h"

#include "trace_numbers.h"

#include <stddef.h>
#include <stdlib.h>

enum { FIRST_SIZE = 64 };

static struct lg__task_number *table;
static size_t size; /* a power of two, or 0 */
static size_t used;
static uint64_t last_number;

static size_t home_of(uint64_t task)
{
    return (size_t)(task * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (size - 1);
}

/* Where the task is, or would be. The table has an empty place. */
static size_t place_of(uint64_t task)
{
    size_t place = home_of(task);
    while (table[place].task && table[place].task != task)
        place = (place + 1) & (size - 1);
    return place;
}

/* At most three quarters are used. */
static bool make_room(void)
{
    if (used + 1 <= size / 4 * 3)
        return true;
    struct lg__task_number *before = table;
    size_t size_before = size;
    struct lg__task_number *larger = calloc(size ? size * 2 : FIRST_SIZE, sizeof *larger);
    if (!larger)
        return false;
    table = larger;
    size = size ? size * 2 : FIRST_SIZE;
    for (size_t i = 0; i < size_before; i++)
        if (before[i].task)
            table[place_of(before[i].task)] = before[i];
    free(before);
    return true;
}

struct lg__task_number *lg__task_number_find(uint64_t task)
{
    struct lg__task_number *found = size ? &table[place_of(task)] : NULL;
    return found && found->task ? found : NULL;
}

struct lg__task_number *lg__task_number_new(uint64_t task)
{
    struct lg__task_number *found = lg__task_number_find(task);
    if (!found) {
        if (!make_room())
            return NULL;
        found = &table[place_of(task)];
        used++;
    }
    *found = (struct lg__task_number){.task = task, .number = ++last_number};
    return found;
}

void lg__task_number_end(uint64_t task)
{
    struct lg__task_number *found = lg__task_number_find(task);
    if (!found)
        return;
    size_t hole = (size_t)(found - table);
    for (size_t i = (hole + 1) & (size - 1); table[i].task; i = (i + 1) & (size - 1)) {
        size_t distance = (i - home_of(table[i].task)) & (size - 1);
        if (distance >= ((i - hole) & (size - 1))) { /* its home is not behind the hole */
            table[hole] = table[i];
            hole = i;
        }
    }
    table[hole].task = 0;
    used--;
}

void lg__task_numbers_end(void)
{
    free(table);
    table = NULL;
    size = used = 0;
}
