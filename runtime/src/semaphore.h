/* semaphore.h: what is made of semaphores. */
#ifndef LG__SEMAPHORE_H
#define LG__SEMAPHORE_H

#include <lifeguard/semaphore.h>

/* lg_acquiring_poll without its results; `name` is the async function's. */
lg_poll lg__acquiring_poll(struct lg_acquiring *self, lg_context *cx, const char *name);

#endif
