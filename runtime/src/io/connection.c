#include "../posix.h"

#include "handle.h"
#include "operation.h"
#include "tcp.h"

#include <lifeguard/connection.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

/* Options. */

int lg__tcp_set_nodelay(int fd, bool on)
{
    int value = on;
    return setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value) ? errno : 0;
}

int lg_stream_set_nodelay(lg_stream *stream, bool on)
{
    return stream->source ? lg__tcp_set_nodelay(stream->source->fd, on) : EBADF;
}

int lg_stream_set_keepalive(lg_stream *stream, unsigned idle)
{
    if (!stream->source)
        return EBADF;
    const int fd = stream->source->fd, on = idle > 0, count = 3;
    const int first = idle < 32767 ? (int)idle : 32767, then = first < 4 ? 1 : first / 4;
    if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on))
        return errno;
    if (on && (setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &first, sizeof first) ||
               setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &then, sizeof then) ||
               setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count)))
        return errno;
    return 0;
}

int lg_stream_set_reset(lg_stream *stream, bool on)
{
    const struct linger linger = {.l_onoff = on, .l_linger = 0};
    if (!stream->source)
        return EBADF;
    return setsockopt(stream->source->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger) ? errno : 0;
}

int lg_stream_peer(const lg_stream *stream, lg_address *address)
{
    *address = (lg_address){.length = sizeof address->storage};
    if (!stream->source)
        return EBADF;
    return getpeername(stream->source->fd, (struct sockaddr *)&address->storage, &address->length) ? errno : 0;
}

int lg_stream_address(const lg_stream *stream, lg_address *address)
{
    return lg__socket_address(stream->source, address);
}

int lg_stream_pair(lg_stream *one, lg_stream *other)
{
    int fds[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds))
        return errno;
    struct lg__source *first = lg__source_new(fds[0], LG__STREAM_SOCKET, true);
    struct lg__source *second = lg__source_new(fds[1], LG__STREAM_SOCKET, true);
    if (!first || !second) {
        lg__source_drop(first);
        lg__source_drop(second);
        return ENOMEM;
    }
    *one = lg__stream_of(first);
    *other = lg__stream_of(second);
    return 0;
}

/* Connecting. */

enum phase { FRESH, CONNECTING, FINISHED };

/* The system is asked again as long as it says "not yet": then it has the result, once. */
static int attempt_connect(void *data, struct lg__source *source, uint32_t word)
{
    (void)word;
    struct lg_connecting *self = data;
    if (connect(source->fd, (const struct sockaddr *)&self->address.storage, self->address.length) == 0)
        return 0;
    switch (errno) {
    case EISCONN:
        return 0;
    case EINPROGRESS:
    case EALREADY:
    case EINTR: /* goes on without us */
        return EAGAIN;
    case EAGAIN: /* a full backlog: nobody would say when it has room */
        self->error = EAGAIN;
        return 0;
    default:
        return errno;
    }
}

void lg_connect_init(struct lg_connecting *self, lg_stream *stream, const lg_address *address)
{
    lg__operation_init(&self->operation, NULL);
    self->stream = stream;
    self->address = *address;
    self->phase = FRESH;
}

/* The socket is made by the first poll: a future that is never polled holds nothing. */
static void begin(struct lg_connecting *self)
{
    struct lg__source *source = NULL;
    const sa_family_t family = self->address.storage.ss_family;
    self->error = lg__socket_new(&source, family, SOCK_STREAM, LG__STREAM_SOCKET);
    if (!self->error && family != AF_UNIX)
        lg__tcp_set_nodelay(source->fd, true);
    self->operation.source = source;
    self->phase = CONNECTING;
}

lg_poll lg_connect_poll(struct lg_connecting *self, lg_context *cx, int *out)
{
    if (self->phase == FINISHED)
        lg_polled_after_completion("lg_connect");
    if (self->phase == FRESH)
        begin(self);
    if (self->operation.source &&
        lg__operation_poll(&self->operation, LG__OUT, cx, "lg_connect", attempt_connect, self, out) == LG_PENDING)
        return LG_PENDING;
    struct lg__source *source = self->operation.source;
    if (!source || self->error)
        *out = self->error;
    if (*out)
        lg__source_drop(source);
    else
        *self->stream = lg__stream_of(source);
    self->operation.source = NULL;
    self->phase = FINISHED;
    return LG_READY;
}

void lg_connect_drop(struct lg_connecting *self)
{
    if (self->phase == CONNECTING) {
        lg__operation_drop(&self->operation, LG__OUT);
        lg__source_drop(self->operation.source);
    }
    self->phase = FINISHED;
}
