#include "posix.h"

#include "contract.h"

#include <lifeguard/task.h>

enum { FRESH, YIELDED, READY };

lg_poll lg_yield_poll(struct lg_yield *self, lg_context *cx)
{
    switch (self->state) {
    case FRESH:
        self->state = YIELDED;
        lg_waker_wake_by_ref(cx->waker);
        return LG_PENDING;
    case YIELDED:
        self->state = READY;
        return LG_READY;
    default:
        lg_polled_after_completion("lg_yield_now");
    }
}

void lg_yield_drop(struct lg_yield *self)
{
    self->state = READY;
}
