/* driver.h: what a runtime may wait in instead of on a condition variable: a reactor, which knows of more than tasks.
 *
 * The runtime core knows this interface and nothing behind it. A reactor embeds a struct lg__driver, is attached by the
 * first future that needs it, and ends with the runtime. While a runtime is idle, the one thread of it that has nothing
 * to do sleeps in `poll`, until the next timer is due at most; the others sleep by themselves. While it is busy, `poll`
 * is called with 0 once in so many polls of tasks, so that what happens outside is seen. */
#ifndef LG__DRIVER_H
#define LG__DRIVER_H

#include <lifeguard/runtime.h>
#include <stdint.h>

struct lg__driver {
    /* Waits for something to happen, `ns` nanoseconds at most (0: does not wait; UINT64_MAX: for ever), and wakes the
     * wakers of what has happened. May return early. One thread at a time, which is inside the runtime; it holds no
     * lock. Wakers may lead to any call of this library, but to `poll` itself. */
    void (*poll)(struct lg__driver *self, uint64_t ns);
    /* Makes the `poll` under way return, or else the next one that waits. Any thread; also at the same time as
     * `poll`. */
    void (*unpark)(struct lg__driver *self);
    /* The runtime ends. Its tasks were dropped, and nobody polls any more; `unpark` may still come, from a thread that
     * wakes a task at this moment. Futures that are no task's may still refer to what they registered, which the driver
     * must see to itself. */
    void (*close)(struct lg__driver *self);
    /* After `close`: nobody is left who would unpark. Frees the driver. */
    void (*drop)(struct lg__driver *self);
};

/* Gives `driver` to the runtime, once for good. The one that the runtime has: another one if some thread was faster,
 * and then `driver` stays the caller's. By a thread that polls a task of the runtime. */
struct lg__driver *lg__runtime_attach(lg_runtime *runtime, struct lg__driver *driver);

/* The runtime's driver, or NULL. Any thread. */
struct lg__driver *lg__runtime_driver(lg_runtime *runtime);

#endif
