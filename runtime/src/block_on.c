#include "posix.h"

#include "block_on.h"
#include "contract.h"
#include "park.h"

#include <stdlib.h>

/* A thread that sleeps, and the waker that wakes it: who wakes may still be at it when the thread has gone on. */
struct sleeper {
    struct lg__parker parker;
    _Atomic(unsigned) references;
};

static void release(struct sleeper *sleeper)
{
    if (lg__fetch_sub_acq_rel(&sleeper->references, 1) == 1) { /* pairs with the other releases */
        lg__parker_end(&sleeper->parker);
        free(sleeper);
    }
}

static lg_waker waker_clone(void *data);

static void waker_wake_by_ref(void *data)
{
    lg__unpark(&((struct sleeper *)data)->parker);
}

static void waker_drop(void *data)
{
    release(data);
}

static void waker_wake(void *data)
{
    waker_wake_by_ref(data);
    waker_drop(data);
}

static const lg_waker_vtable waker_vtable = {waker_clone, waker_wake, waker_wake_by_ref, waker_drop};

static lg_waker waker_clone(void *data)
{
    lg__fetch_add_relaxed(&((struct sleeper *)data)->references, 1);
    return (lg_waker){&waker_vtable, data};
}

void lg__crew_block_on(lg_runtime *runtime, const lg_future_type *type, void *future, void *out)
{
    struct sleeper *sleeper = malloc(sizeof *sleeper);
    lg_task *task = sleeper ? lg__task_new_borrowed(runtime, type, future, out) : NULL;
    if (!task || lg__parker_init(&sleeper->parker))
        lg__out_of_memory("block_on");
    lg__store_relaxed(&sleeper->references, 1);
    const lg_waker waker = {&waker_vtable, sleeper};
    lg_context cx;
    lg_context_init(&cx, &waker);
    lg_task_start(task);
    struct lg_joiner joiner;
    int error;
    lg_joiner_init(&joiner, task, NULL);
    while (lg_joiner_poll(&joiner, &cx, &error) == LG_PENDING)
        lg__park(&sleeper->parker, NULL, UINT64_MAX);
    release(sleeper);
    if (error)
        lg__violated("block_on_in", "the runtime was dropped");
}
