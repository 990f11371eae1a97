/* deadlock.h: who waits for whom. */
#ifndef LG__DEADLOCK_H
#define LG__DEADLOCK_H

#include "snapshot.h"

/* Calls `found` for each circle of tasks that wait for each other: `waits`, of `count`, has one wait for each, of which
 * each is for what the task of the next holds, or for its end, and the last for the first. Every task is in one circle
 * at most. False where memory is out. */
typedef void lg__circle(const struct lg__snapshot *snapshot, const size_t *waits, size_t count, void *data);
bool lg__find_deadlocks(const struct lg__snapshot *snapshot, lg__circle *found, void *data);

#endif
