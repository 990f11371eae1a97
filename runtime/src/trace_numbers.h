/* trace_numbers.h: the numbers of tasks. A task is known by its address, which another may have when it has ended; in
 * traces each has a number of its own, from 1 in the order they were seen first. Guarded by lg__trace_lock. */
#ifndef LG__TRACE_NUMBERS_H
#define LG__TRACE_NUMBERS_H

#include <lifeguard/time.h>
#include <stdbool.h>
#include <stdint.h>

struct lg__task_number {
    uint64_t task;       /* the address; 0: an empty place */
    uint64_t number;     /* from 1 */
    uint64_t span, root; /* in which it was spawned, or 0 */
    bool woken;          /* since its last poll began: */
    lg_instant woken_at;
    unsigned woken_on; /* thread */
    uint64_t woken_by; /* the number of a task, or 0 */
};

/* What is known of a task; NULL if nothing is. Valid until the next call of any of these. */
struct lg__task_number *lg__task_number_find(uint64_t task);

/* Gives a task a number, in place of another of that address. NULL where memory is out. */
struct lg__task_number *lg__task_number_new(uint64_t task);

/* Forgets a task; all tasks. */
void lg__task_number_end(uint64_t task);
void lg__task_numbers_end(void);

#endif
