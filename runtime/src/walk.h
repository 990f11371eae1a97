/* walk.h: reading futures that nobody polls, by the tables that the plugin writes for them. */
#ifndef LG__WALK_H
#define LG__WALK_H

#include <lifeguard/abi.h>
#include <stdbool.h>

/* A place in the tree of what a future waits for. */
struct lg__place {
    unsigned depth; /* of nesting, from 0 */
    const void *future;
    const char *name;              /* of its async function */
    const lg_frame_info *frame;    /* NULL: a leaf */
    const lg_state_info *state;    /* where it is suspended; NULL for a leaf */
    const struct lg__place *outer; /* the function that awaits it, or NULL */
    bool alternative;              /* some function around waits for others as well, and will do with one of them */
};

/* Calls `visit` for a suspended future and for all that it waits for, outer ones first. */
typedef void lg__visit(const struct lg__place *place, void *data);
void lg__walk(const lg_future_type *type, const void *future, lg__visit *visit, void *data);

/* The index of the state that the future is in. */
unsigned lg__state_index(const lg_frame_info *frame, const void *future);

#endif
