/* connect_to.c: the addresses of a name, tried one after the other. */
#include "../posix.h"

#include "../contract.h"

#include <lifeguard/resolve.h>

#include <errno.h>

enum phase { RESOLVING, BETWEEN, CONNECTING, FINISHED };

void lg_connect_to_init(struct lg_connecting_to *self, lg_stream *stream, const char *host, const char *service,
                        uint64_t each_ms)
{
    self->stream = stream;
    self->each_ms = each_ms;
    self->addresses = (lg_addresses){0};
    self->next = 0;
    self->error = ENOENT;
    self->phase = RESOLVING;
    lg_resolve_init(&self->part.resolving, &self->addresses, host, service);
}

/* One step. LG_PENDING: waits. */
static lg_poll step(struct lg_connecting_to *self, lg_context *cx)
{
    switch (self->phase) {
    case RESOLVING: {
        self->part.resolving.addresses = &self->addresses; /* where it is now */
        int error;
        if (lg_resolve_poll(&self->part.resolving, cx, &error) == LG_PENDING)
            return LG_PENDING;
        self->error = error ? error : self->error;
        self->phase = error ? FINISHED : BETWEEN;
        return LG_READY;
    }
    case BETWEEN:
        self->phase = FINISHED;
        if (self->next == self->addresses.count)
            return LG_READY;
        lg_connect_init(&self->part.attempt.connecting, self->stream, &self->addresses.list[self->next++]);
        lg_sleep_init(&self->part.attempt.limit, self->each_ms);
        self->phase = CONNECTING;
        return LG_READY;
    default:
        if (lg_connect_poll(&self->part.attempt.connecting, cx, &self->error) == LG_READY) {
            lg_sleep_drop(&self->part.attempt.limit);
            self->phase = self->error ? BETWEEN : FINISHED;
            return LG_READY;
        }
        if (lg_sleep_poll(&self->part.attempt.limit, cx) == LG_PENDING)
            return LG_PENDING;
        lg_connect_drop(&self->part.attempt.connecting);
        self->error = ETIMEDOUT;
        self->phase = BETWEEN;
        return LG_READY;
    }
}

lg_poll lg_connect_to_poll(struct lg_connecting_to *self, lg_context *cx, int *out)
{
    if (self->phase == FINISHED)
        lg_polled_after_completion("lg_connect_to");
    while (self->phase != FINISHED)
        if (step(self, cx) == LG_PENDING)
            return LG_PENDING;
    lg_addresses_drop(&self->addresses);
    *out = self->error;
    return LG_READY;
}

void lg_connect_to_drop(struct lg_connecting_to *self)
{
    if (self->phase == RESOLVING) {
        lg_resolve_drop(&self->part.resolving);
    } else if (self->phase == CONNECTING) {
        lg_connect_drop(&self->part.attempt.connecting);
        lg_sleep_drop(&self->part.attempt.limit);
    }
    lg_addresses_drop(&self->addresses);
    self->phase = FINISHED;
}
