/* box.h: what is in a box. */
#ifndef LG__BOX_H
#define LG__BOX_H

#include <lifeguard/future.h>

/* The future itself, of lg_future_type_of(box). */
void *lg__box_future(lg_future *box);

#endif
