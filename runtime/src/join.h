/* join.h: what is made of joins. */
#ifndef LG__JOIN_H
#define LG__JOIN_H

#include <lifeguard/task.h>

/* The first part of a poll: leaves a clone of `waker` to be woken when the task ends. False: it has ended. */
bool lg__joiner_listen(struct lg_joiner *self, const lg_waker *waker);

#endif
