/* snapshot.h: what all tasks were doing at one moment, while the threads that run them rested. */
#ifndef LG__SNAPSHOT_H
#define LG__SNAPSHOT_H

#include "leaves.h"
#include "runtime.h"
#include <stdbool.h>
#include <stddef.h>

enum lg__condition {
    LG__NOT_STARTED, /* never polled */
    LG__READY_TO_RUN,
    LG__WAITS,
    LG__IS_POLLED, /* its future can not be looked at */
    LG__IS_ABORTED,
};

struct lg__seen_task {
    lg_task *task;
    lg_runtime *runtime;
    enum lg__condition condition;
    unsigned worker;   /* which polls it */
    uint32_t wakers;   /* how many wakers of it there are, one too many if somebody has its handle */
    unsigned state;    /* index of its outermost function's, if that can be looked at */
    bool ready_before; /* it was ready to run at an earlier look, too, and in the same state */
    bool joined;       /* somebody waits for its end, and so has its handle */
};

/* Task `task` waits for something. */
struct lg__seen_wait {
    size_t task; /* index */
    struct lg__waits_for what;
    const char *name, *file; /* of the leaf; where it is awaited, NULL if by no function */
    int line;
    bool alternative;
};

/* Task `task` holds something by a guard. */
struct lg__seen_hold {
    size_t task;
    const void *thing;
    enum lg__role role;
    const lg_guard_info *guard;
    const char *file;
};

struct lg__snapshot {
    struct lg__seen_task *tasks;
    struct lg__seen_wait *waits;
    struct lg__seen_hold *holds;
    size_t task_count, wait_count, hold_count;
    bool failed; /* memory was out: something is missing */
};

/* With the threads at rest. */
void lg__snapshot_take(struct lg__snapshot *snapshot);
void lg__snapshot_free(struct lg__snapshot *snapshot);

/* Tells those that were ready in `before`, too. */
void lg__snapshot_compare(struct lg__snapshot *snapshot, const struct lg__snapshot *before);

/* The index of a task, or task_count. */
size_t lg__snapshot_find(const struct lg__snapshot *snapshot, const lg_task *task);

/* Where the future of a task is. */
const void *lg__seen_future(const struct lg__seen_task *seen);

/* What has been seen to hold what is waited for, by a guard that can end that, after `from`, an index of holds; or
 * NULL.
 */
const struct lg__seen_hold *lg__holder_of(const struct lg__snapshot *snapshot, const struct lg__waits_for *what,
                                          size_t from);

/* Whether all that is known of a task's reference counts is that nobody can wake it. */
bool lg__nobody_wakes(const struct lg__seen_task *seen);

#endif
