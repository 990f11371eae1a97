/* core.c: the waker that does nothing. Needs nothing of the system. */
#include <lifeguard/context.h>

static lg_waker noop_clone(void *data)
{
    (void)data;
    return lg_waker_noop();
}

static void noop(void *data)
{
    (void)data;
}

const lg_waker_vtable lg__waker_noop_vtable = {noop_clone, noop, noop, noop};

lg_context *lg_context_noop(void)
{
    static const lg_waker waker = {&lg__waker_noop_vtable, 0};
    static lg_context cx = {&waker, 0, 0}; /* nobody writes to it */
    return &cx;
}
