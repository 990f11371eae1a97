#include "posix.h"

#include <lifeguard/futures.h>

static bool is_open(const lg_future *future)
{
    return future && !lg_future_is_finished(future);
}

void lg_awaiting_all_init(struct lg_awaiting_all *self, lg_future *const *futures, void *const *results, size_t count)
{
    *self = (struct lg_awaiting_all){futures, results, count};
}

lg_poll lg_awaiting_all_poll(struct lg_awaiting_all *self, lg_context *cx)
{
    lg_poll all = LG_READY;
    for (size_t i = 0; i < self->count; i++)
        if (is_open(self->futures[i]) &&
            lg_future_poll(self->futures[i], cx, self->results ? self->results[i] : NULL) == LG_PENDING)
            all = LG_PENDING;
    return all;
}

void lg_awaiting_all_drop(struct lg_awaiting_all *self)
{
    (void)self; /* the futures are the caller's */
}

void lg_awaiting_any_init(struct lg_awaiting_any *self, lg_future *const *futures, size_t count, void *result)
{
    *self = (struct lg_awaiting_any){futures, count, result};
}

lg_poll lg_awaiting_any_poll(struct lg_awaiting_any *self, lg_context *cx, size_t *out)
{
    bool open = false;
    for (size_t i = 0; i < self->count; i++) {
        if (!is_open(self->futures[i]))
            continue;
        open = true;
        if (lg_future_poll(self->futures[i], cx, self->result) == LG_READY) {
            *out = i;
            return LG_READY;
        }
    }
    *out = self->count;
    return open ? LG_PENDING : LG_READY;
}

void lg_awaiting_any_drop(struct lg_awaiting_any *self)
{
    (void)self; /* the futures are the caller's */
}
