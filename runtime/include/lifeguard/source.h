/* lifeguard/source.h: the part that all handles to descriptors have in common. Nothing here is for users. */
#ifndef LIFEGUARD_SOURCE_H
#define LIFEGUARD_SOURCE_H

#include <lifeguard/waiter.h>
#include <stddef.h>
#include <sys/types.h>

/* A descriptor, and who waits for it. */
struct lg__source;

/* One operation under way on a descriptor: embedded in the futures of operations. */
struct lg__operation {
    struct lg__source *source; /* NULL: the handle is empty */
    struct lg__waiter waiter;
};

#endif
