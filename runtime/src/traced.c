/* traced.c: what code compiled with `trace` tells the subscribers. */
#include "posix.h"

#include "atomics.h"
#include <lifeguard/subscriber.h>

static _Atomic(lg_traced_listener *) listener_now;

void lg_traced_listen(lg_traced_listener *listener)
{
    lg__store_relaxed(&listener_now, listener);
}

/* What subscribers are told of a kind, or -1: a state is told with the begin and end of each poll, which is when others
 * can see it. */
static int kind_for_subscribers(lg_traced_kind kind)
{
    switch (kind) {
    case LG_TRACED_CREATE:
        return LG_FUTURE_CREATE;
    case LG_TRACED_POLL:
        return LG_FUTURE_POLL_BEGIN;
    case LG_TRACED_PENDING:
        return LG_FUTURE_POLL_END;
    case LG_TRACED_READY:
        return LG_FUTURE_READY;
    case LG_TRACED_DROP:
        return LG_FUTURE_DROP;
    case LG_TRACED_RESUME:
        return LG_FUTURE_RESUME;
    case LG_TRACED_SUSPEND:
        return LG_FUTURE_SUSPEND;
    case LG_TRACED_CANCEL:
        return LG_FUTURE_CANCEL;
    default:
        return -1;
    }
}

void lg_traced_hook(lg_traced_kind kind, const void *future, const lg_future_type *type, unsigned state,
                    const char *hook, const char *guard)
{
    lg_traced_listener *listener = lg__load_relaxed(&listener_now);
    if (listener)
        listener(&(lg_traced){kind, future, type, state, hook, guard});
    int told = kind_for_subscribers(kind);
    if (told >= 0)
        lg_trace_future((lg_trace_kind)told, type, future, state, guard);
}

void lg_traced_future(lg_traced_kind kind, const void *future, const lg_future_type *type, unsigned state)
{
    lg_traced_hook(kind, future, type, state, NULL, NULL);
}
