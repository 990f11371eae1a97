/* traced.c: what code compiled with `trace` tells the subscribers. */
#include "posix.h"

#include "atomics.h"
#include "trace_task.h"

#include <string.h>

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
    if (told >= 0 && lg__trace_wanted(LG_WANTS_FUTURES))
        lg__trace_about((lg_trace_kind)told, future, type, state, (uintptr_t)guard, (uintptr_t)hook);
}

void lg_traced_future(lg_traced_kind kind, const void *future, const lg_future_type *type, unsigned state)
{
    lg_traced_hook(kind, future, type, state, NULL, NULL);
}

/* The number is the address of the value's name, the root the value itself. */
static void tell_value(const void *future, const lg_future_type *type, const char *name, unsigned kind, uint64_t bits)
{
    if (lg__trace_wanted(LG_WANTS_FUTURES))
        lg__trace_about(LG_FUTURE_VALUE, future, type, kind, (uintptr_t)name, bits);
}

void lg_traced_int(const void *future, const lg_future_type *type, const char *name, long long value)
{
    tell_value(future, type, name, LG_INT_FIELD, (uint64_t)value);
}

void lg_traced_uint(const void *future, const lg_future_type *type, const char *name, unsigned long long value)
{
    tell_value(future, type, name, LG_UINT_FIELD, value);
}

void lg_traced_double(const void *future, const lg_future_type *type, const char *name, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    tell_value(future, type, name, LG_DOUBLE_FIELD, bits);
}

void lg_traced_bool(const void *future, const lg_future_type *type, const char *name, int value)
{
    tell_value(future, type, name, LG_BOOL_FIELD, value != 0);
}

void lg_traced_pointer(const void *future, const lg_future_type *type, const char *name, const volatile void *value)
{
    tell_value(future, type, name, LG__POINTER_VALUE, (uintptr_t)value);
}
