/* stream.c: handles of streams, and reading and writing. */
#include "../posix.h"

#include "handle.h"
#include "operation.h"

#include <lifeguard/stream.h>

#include <signal.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Handles. */

void lg_stream_drop(lg_stream *stream)
{
    if (stream->halves == LG__WRITER)
        lg_shutdown_output(stream);
    lg__source_drop(stream->source);
    *stream = (lg_stream){0};
}

int lg_stream_from_fd(lg_stream *stream, int fd)
{
    int type;
    socklen_t length = sizeof type;
    bool socket = getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0;
    if (!socket && errno == EBADF)
        return EBADF;
    struct lg__source *source = lg__source_new(fd, socket ? LG__STREAM_SOCKET : LG__PIPE, false);
    if (!source)
        return errno;
    *stream = lg__stream_of(source);
    return 0;
}

int lg_stream_fd(const lg_stream *stream)
{
    return stream->source ? stream->source->fd : -1;
}

int lg_stream_split(lg_stream *stream, lg_stream *reader, lg_stream *writer)
{
    if (!stream->source || stream->halves != LG__WHOLE)
        return EBADF;
    lg__source_share(stream->source);
    *reader = (lg_stream){stream->source, LG__READER};
    *writer = (lg_stream){stream->source, LG__WRITER};
    *stream = (lg_stream){0};
    return 0;
}

int lg_shutdown_output(lg_stream *stream)
{
    struct lg__source *source = lg__stream_half(stream, LG__WRITER);
    if (!source)
        return EBADF;
    return shutdown(source->fd, SHUT_WR) ? errno : 0;
}

/* System calls. */

/* writev(2) on what is no socket, without the SIGPIPE of a pipe that nobody reads: blocked, and taken away unless
 * there was one already. */
static ssize_t write_quietly(int fd, const struct iovec *vector, size_t count)
{
    sigset_t pipe_signal, before, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
    sigpending(&pending);
    ssize_t put = writev(fd, vector, (int)count);
    int error = errno;
    if (put == -1 && error == EPIPE && !sigismember(&pending, SIGPIPE)) {
        const struct timespec now = {0};
        while (sigtimedwait(&pipe_signal, NULL, &now) == -1 && errno == EINTR)
            ;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return put;
}

/* What a system call that gave `count` came to. Some systems have two names for one number. */
static int error_of(ssize_t count)
{
    return count >= 0 ? 0 : errno == EWOULDBLOCK ? EAGAIN : errno;
}

/* Read and written is what the system call gave, in `*done`. */

static int read_some(struct lg__source *source, uint32_t word, void *buffer, size_t size, size_t *done)
{
    ssize_t got = source->kind == LG__PIPE ? read(source->fd, buffer, size) : recv(source->fd, buffer, size, 0);
    if (got >= 0) {
        *done = (size_t)got;
        lg__source_has_read(source, word, (size_t)got, size);
    }
    return error_of(got);
}

static int write_some(struct lg__source *source, uint32_t word, const void *bytes, size_t size, size_t *done)
{
    const struct iovec vector = {(void *)(uintptr_t)bytes, size}; /* writev leaves the bytes alone */
    ssize_t put =
        source->kind == LG__PIPE ? write_quietly(source->fd, &vector, 1) : send(source->fd, bytes, size, MSG_NOSIGNAL);
    if (put >= 0) {
        *done = (size_t)put;
        lg__source_has_written(source, word);
    }
    return error_of(put);
}

static size_t size_of(const struct iovec *vector, size_t count)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++)
        size += vector[i].iov_len;
    return size;
}

static int read_vector(struct lg__source *source, uint32_t word, const struct iovec *vector, size_t count, size_t *done)
{
    ssize_t got = readv(source->fd, vector, (int)count);
    if (got >= 0) {
        *done = (size_t)got;
        lg__source_has_read(source, word, (size_t)got, size_of(vector, count));
    }
    return error_of(got);
}

static int write_vector(struct lg__source *source, uint32_t word, const struct iovec *vector, size_t count,
                        size_t *done)
{
    const struct msghdr message = {.msg_iov = (struct iovec *)(uintptr_t)vector, .msg_iovlen = count}; /* left alone */
    ssize_t put = source->kind == LG__PIPE ? write_quietly(source->fd, vector, count)
                                           : sendmsg(source->fd, &message, MSG_NOSIGNAL);
    if (put >= 0) {
        *done = (size_t)put;
        lg__source_has_written(source, word);
    }
    return put == -1 && errno == EMSGSIZE ? EINVAL : error_of(put); /* too many parts, as writev says it */
}

int lg_try_read(lg_stream *stream, void *buffer, size_t size, size_t *got)
{
    struct lg__source *source = lg__stream_half(stream, LG__READER);
    int error = source ? EINTR : EBADF;
    while (error == EINTR)
        error = read_some(source, lg__source_word(source), buffer, size, got);
    return error;
}

int lg_try_write(lg_stream *stream, const void *bytes, size_t size, size_t *put)
{
    struct lg__source *source = lg__stream_half(stream, LG__WRITER);
    int error = source ? EINTR : EBADF;
    while (error == EINTR)
        error = write_some(source, lg__source_word(source), bytes, size, put);
    return error;
}

/* Attempts. */

static int attempt_read(void *data, struct lg__source *source, uint32_t word)
{
    struct lg_transfer *self = data;
    return read_some(source, word, self->bytes.in, self->size, self->progress);
}

static int attempt_readv(void *data, struct lg__source *source, uint32_t word)
{
    struct lg_transfer *self = data;
    return read_vector(source, word, self->bytes.vector, self->size, self->progress);
}

static int attempt_write(void *data, struct lg__source *source, uint32_t word)
{
    struct lg_transfer *self = data;
    return write_some(source, word, self->bytes.out, self->size, self->progress);
}

static int attempt_writev(void *data, struct lg__source *source, uint32_t word)
{
    struct lg_transfer *self = data;
    return write_vector(source, word, self->bytes.vector, self->size, self->progress);
}

/* A part is done. Whether that was all. */
static bool progress(struct lg_transfer *self, size_t part)
{
    self->done += part;
    if (self->progress)
        *self->progress = self->done;
    return self->done == self->size;
}

static int attempt_read_exact(void *data, struct lg__source *source, uint32_t word)
{
    struct lg_transfer *self = data;
    size_t got = 0;
    int error = read_some(source, word, (char *)self->bytes.in + self->done, self->size - self->done, &got);
    if (error)
        return error;
    if (got == 0)
        return ENODATA;
    return progress(self, got) ? 0 : EINTR;
}

static int attempt_write_all(void *data, struct lg__source *source, uint32_t word)
{
    struct lg_transfer *self = data;
    size_t put = 0;
    int error = write_some(source, word, (const char *)self->bytes.out + self->done, self->size - self->done, &put);
    if (error)
        return error;
    return progress(self, put) ? 0 : EINTR;
}

/* Futures. */

static void init(struct lg_transfer *self, struct lg__source *source, size_t size, size_t *progress)
{
    lg__operation_init(&self->operation, source);
    self->size = size;
    self->done = 0;
    self->progress = progress;
}

void lg_read_init(struct lg_transfer *self, lg_stream *stream, void *buffer, size_t size, size_t *got)
{
    init(self, lg__stream_half(stream, LG__READER), size, got);
    self->bytes.in = buffer;
}

void lg_readv_init(struct lg_transfer *self, lg_stream *stream, const struct iovec *vector, int count, size_t *got)
{
    init(self, lg__stream_half(stream, LG__READER), (size_t)count, got);
    self->bytes.vector = vector;
}

void lg_read_exact_init(struct lg_transfer *self, lg_stream *stream, void *buffer, size_t size, size_t *got)
{
    lg_read_init(self, stream, buffer, size, got);
    if (got)
        *got = 0;
}

void lg_write_init(struct lg_transfer *self, lg_stream *stream, const void *bytes, size_t size, size_t *put)
{
    init(self, lg__stream_half(stream, LG__WRITER), size, put);
    self->bytes.out = bytes;
}

void lg_writev_init(struct lg_transfer *self, lg_stream *stream, const struct iovec *vector, int count, size_t *put)
{
    init(self, lg__stream_half(stream, LG__WRITER), (size_t)count, put);
    self->bytes.vector = vector;
}

void lg_write_all_init(struct lg_transfer *self, lg_stream *stream, const void *bytes, size_t size, size_t *put)
{
    lg_write_init(self, stream, bytes, size, put);
    if (put)
        *put = 0;
}

/* A poll that is to move no bytes at all: that needs no waiting. */
static lg_poll move_nothing(struct lg_transfer *self, lg_context *cx, const char *name, int *out)
{
    lg__waiter_expect(&self->operation.waiter, name);
    if (!lg__budget_left(cx))
        return LG_PENDING;
    self->operation.waiter.phase = LG__WAITER_FINISHED;
    lg__budget_spend(cx);
    *out = self->operation.source ? 0 : EBADF;
    return LG_READY;
}

lg_poll lg_read_poll(struct lg_transfer *self, lg_context *cx, int *out)
{
    return lg__operation_poll(&self->operation, LG__IN, cx, "lg_read", attempt_read, self, out);
}

lg_poll lg_readv_poll(struct lg_transfer *self, lg_context *cx, int *out)
{
    return lg__operation_poll(&self->operation, LG__IN, cx, "lg_readv", attempt_readv, self, out);
}

lg_poll lg_read_exact_poll(struct lg_transfer *self, lg_context *cx, int *out)
{
    const char *name = "lg_read_exact";
    if (self->size == 0)
        return move_nothing(self, cx, name, out);
    return lg__operation_poll(&self->operation, LG__IN, cx, name, attempt_read_exact, self, out);
}

lg_poll lg_write_poll(struct lg_transfer *self, lg_context *cx, int *out)
{
    return lg__operation_poll(&self->operation, LG__OUT, cx, "lg_write", attempt_write, self, out);
}

lg_poll lg_writev_poll(struct lg_transfer *self, lg_context *cx, int *out)
{
    return lg__operation_poll(&self->operation, LG__OUT, cx, "lg_writev", attempt_writev, self, out);
}

lg_poll lg_write_all_poll(struct lg_transfer *self, lg_context *cx, int *out)
{
    const char *name = "lg_write_all";
    if (self->size == 0)
        return move_nothing(self, cx, name, out);
    return lg__operation_poll(&self->operation, LG__OUT, cx, name, attempt_write_all, self, out);
}

void lg_read_drop(struct lg_transfer *self)
{
    lg__operation_drop(&self->operation, LG__IN);
}

void lg_write_drop(struct lg_transfer *self)
{
    lg__operation_drop(&self->operation, LG__OUT);
}
