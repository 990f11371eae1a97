/* box.h: what is in a box. */
#ifndef LG__BOX_H
#define LG__BOX_H

#include "arena.h"
#include <lifeguard/future.h>

enum lg__box_state {
    LG__BOX_FRESH,   /* never polled: nothing to cancel */
    LG__BOX_STARTED, /* polled, pending */
    LG__BOX_DONE,
};

struct lg_future {
    const lg_future_type *type;
    struct lg__arena arena;
    void *scratch; /* a frame of the arena for results that nobody wants and the stack can not take; or NULL */
    enum lg__box_state state;
};

/* The future itself, of lg_future_type_of(box). */
void *lg__box_future(lg_future *box);

#endif
