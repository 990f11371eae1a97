/* injection.h: the queue that the workers of a runtime share: what other threads wake and spawn, and what did not fit
 * into a worker's ring. First in, first out. */
#ifndef LG__INJECTION_H
#define LG__INJECTION_H

#include "atomics.h"
#include "lock.h"
#include <lifeguard/task.h>
#include <stdbool.h>
#include <stddef.h>

/* All zero is empty. */
struct lg__injection {
    struct lg__lock lock;  /* guards what follows */
    lg_task *first, *last; /* linked by `next` */
    bool closed;           /* nobody will take any more */
    _Atomic(size_t) count; /* also read without the lock */
};

/* Appends `count` tasks linked by `next`. False if it is closed. Any thread. */
bool lg__injection_push(struct lg__injection *injection, lg_task *first, lg_task *last, size_t count);

/* Takes up to `most` tasks, oldest first: the first of them, linked by `next` and ended by NULL. Any thread. */
lg_task *lg__injection_take(struct lg__injection *injection, size_t most);

/* Takes all, and refuses everything from now on. */
lg_task *lg__injection_close(struct lg__injection *injection);

static inline size_t lg__injection_count(struct lg__injection *injection)
{
    return lg__load_relaxed(&injection->count);
}

#endif
