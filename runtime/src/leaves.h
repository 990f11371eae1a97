/* leaves.h: what the library's own leaf futures wait for. */
#ifndef LG__LEAVES_H
#define LG__LEAVES_H

#include "walk.h"
#include <lifeguard/task.h>
#include <lifeguard/time.h>
#include <stdio.h>

/* What a leaf waits for, as far as is known; all zero: nothing is. */
struct lg__waits_for {
    const char *what;    /* of what kind `thing` is: "mutex" */
    const void *thing;   /* what it waits for: its address */
    const lg_task *task; /* whose end it waits for */
    lg_instant until;    /* or, by its runtime's clock, the time; 0: no time */
    bool held;           /* who has `thing` has a guard for it, and lets go of it some time */
};

/* Of a leaf that is suspended. */
struct lg__waits_for lg__leaf_waits_for(const struct lg__place *leaf);

/* What a guard of that type holds, by a pointer at its beginning: such a thing as somebody may wait for. */
bool lg__guard_holds(const lg_guard_info *guard);

/* What lg_dump_describe was told of leaves of that name; false: nothing. */
bool lg__describe_leaf(const struct lg__place *leaf, FILE *file);

#endif
