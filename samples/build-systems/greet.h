/* greet.h: an async function that another file calls. */
#ifndef GREET_H
#define GREET_H

#include <lifeguard.h>

/* Greets `name` after a while, and is how long that took, in milliseconds. */
async unsigned greet(const char *name, unsigned ms);

#endif
