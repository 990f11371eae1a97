/* leaves.h: what the library's own leaf futures wait for. */
#ifndef LG__LEAVES_H
#define LG__LEAVES_H

#include "leaf_kinds.h"
#include "walk.h"
#include <lifeguard/task.h>
#include <lifeguard/time.h>
#include <stdio.h>

/* What a leaf waits for, as far as is known; all zero: nothing is. */
struct lg__waits_for {
    const char *what;    /* of what kind `thing` is: "mutex" */
    const char *how;     /* and how it is now: "full"; or NULL */
    const void *thing;   /* what it waits for: its address */
    const lg_task *task; /* whose end it waits for */
    lg_instant until;    /* or, by its runtime's clock, the time; 0: no time */
    enum lg__role whose; /* who can end it */
    bool one;            /* there is only one who can, unless it is one of those that may be held by several */
};

/* Of a leaf that is suspended. */
struct lg__waits_for lg__leaf_waits_for(const struct lg__place *leaf);

/* As what a guard of that type holds something, by a pointer at its beginning, that somebody may wait for. */
enum lg__role lg__guard_role(const lg_guard_info *guard);

/* What a guard with a role holds; NULL: nothing at present. */
const void *lg__guard_thing(const struct lg__place *place, const lg_guard_info *guard);

/* What lg_dump_describe was told of leaves of that name; false: nothing. */
bool lg__describe_leaf(const struct lg__place *leaf, FILE *file);

#endif
