/* lifeguard/stream.h: bytes in order, in two directions: TCP and Unix connections, pipes, terminals.
 *
 *     lg_scoped(lg_stream) stream = {0};
 *     int error = await lg_connect(&stream, &address);
 *     if (!error)
 *         error = await lg_write_all(&stream, "hello\n", 6, NULL);
 *
 * A stream is a handle: whoever has it owns the descriptor, copying it is moving it, and lg_stream_drop ends it. All
 * zero is empty: dropping it does nothing, and operations on it give EBADF. A handle must stay where it is, and must
 * not be dropped, while an operation on it is under way; drop the operation's future first. At the same time one task
 * may read and another write, by one handle or by two (lg_stream_split), on any threads. Descriptors are close-on-exec.
 *
 * An operation tries the system call first and waits only if that would block. Each gives 0 or an errno value; EBADF:
 * an empty handle, or the other half of a split stream. Besides those named, ENOMEM, EMFILE, ENFILE and ENOSPC say that
 * the stream can not be waited for. A stream belongs to no runtime; but who waits for it at the same time must do so in
 * the same one. Cancelled, an operation has done nothing, or as much as it says. */
#ifndef LIFEGUARD_STREAM_H
#define LIFEGUARD_STREAM_H

#include <lifeguard/context.h>
#include <lifeguard/marks.h>
#include <lifeguard/source.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/uio.h>

typedef struct lg_stream {
    struct lg__source *source; /* NULL: empty */
    unsigned char halves;      /* which it has; enum in stream.c */
} lg_stream;

/* Ends the handle, which is empty afterwards. The last handle closes the descriptor, at once and without waiting; that
 * of the writing half of a split stream first ends the output, as lg_shutdown_output does. */
void lg_stream_drop(lg_stream *stream);

/* Makes a stream of a descriptor, which it takes over, and sets not to block: a socket, a pipe, a terminal, ….
 * `*stream` must be empty. 0; EBADF, ENOMEM: then the descriptor is closed. Regular files are for lifeguard/file.h. */
int lg_stream_from_fd(lg_stream *stream, int fd);

/* The descriptor, which stays the stream's, for system calls that this library has not; -1 if it is empty. */
int lg_stream_fd(const lg_stream *stream);

/* Two handles of one stream: `*reader` can only read, `*writer` only write. Both must be empty; `*stream` becomes so.
 * The descriptor is closed with the second that is dropped. 0; EBADF: it is empty or a half. */
int lg_stream_split(lg_stream *stream, lg_stream *reader, lg_stream *writer);

/* Ends the output: the peer reads what was written before, and then the end. 0; ENOTCONN; ENOTSOCK: drop the writing
 * half of a split stream instead. Any thread. */
int lg_shutdown_output(lg_stream *stream);

/* Reads or writes what is possible without waiting; EAGAIN where nothing is. Else as lg_read and lg_write. */
int lg_try_read(lg_stream *stream, void *buffer, size_t size, size_t *got);
int lg_try_write(lg_stream *stream, const void *bytes, size_t size, size_t *put);

/* The future of reads and writes. */
struct lg_transfer {
    struct lg__operation operation;
    union {
        void *in;
        const void *out;
        const struct iovec *vector;
    } bytes;
    size_t size; /* or how many parts the vector has */
    size_t done; /* bytes */
    size_t *progress;
};
void lg_read_init(struct lg_transfer *self, lg_stream *stream, void *buffer, size_t size, size_t *got);
void lg_readv_init(struct lg_transfer *self, lg_stream *stream, const struct iovec *vector, int count, size_t *got);
void lg_read_exact_init(struct lg_transfer *self, lg_stream *stream, void *buffer, size_t size, size_t *got);
void lg_write_init(struct lg_transfer *self, lg_stream *stream, const void *bytes, size_t size, size_t *put);
void lg_writev_init(struct lg_transfer *self, lg_stream *stream, const struct iovec *vector, int count, size_t *put);
void lg_write_all_init(struct lg_transfer *self, lg_stream *stream, const void *bytes, size_t size, size_t *put);
lg_poll lg_read_poll(struct lg_transfer *self, lg_context *cx, int *out);
lg_poll lg_readv_poll(struct lg_transfer *self, lg_context *cx, int *out);
lg_poll lg_read_exact_poll(struct lg_transfer *self, lg_context *cx, int *out);
lg_poll lg_write_poll(struct lg_transfer *self, lg_context *cx, int *out);
lg_poll lg_writev_poll(struct lg_transfer *self, lg_context *cx, int *out);
lg_poll lg_write_all_poll(struct lg_transfer *self, lg_context *cx, int *out);
void lg_read_drop(struct lg_transfer *self);
void lg_write_drop(struct lg_transfer *self);

/* clang-format off */

/* await lg_read(&stream, buffer, size, &got): waits until there is something, and reads at most `size` bytes (more than
 * 0) of it. 0, and how many bytes in `*got`, 0 at the end; ECONNRESET, ETIMEDOUT, EIO: the connection is gone. Cancelled,
 * it has read nothing. */
lg_leaf(struct lg_transfer, lg_read_init, lg_read_poll, lg_read_drop)
int lg_read(lg_stream *stream, void *buffer, size_t size, size_t *got);

/* The same into the parts of a vector, in order; the vector must stay as it is meanwhile. EINVAL: more parts than the
 * system takes. */
lg_leaf(struct lg_transfer, lg_readv_init, lg_readv_poll, lg_read_drop)
int lg_readv(lg_stream *stream, const struct iovec *vector, int count, size_t *got);

/* await lg_read_exact(&stream, buffer, size, &got): reads `size` bytes; none at all are there at once. 0; ENODATA: the
 * stream has ended before; errors of lg_read. `*got` (NULL: nobody asks) is at every moment how many bytes are in the
 * buffer, also after an error or if it is cancelled; then more may be read behind them. */
lg_leaf(struct lg_transfer, lg_read_exact_init, lg_read_exact_poll, lg_read_drop)
int lg_read_exact(lg_stream *stream, void *buffer, size_t size, size_t *got);

/* await lg_write(&stream, bytes, size, &put): waits until there is room, and writes as much of the bytes as fits. 0, and
 * how much in `*put`, at least 1 if `size` is; EPIPE: the other side reads no more (SIGPIPE is not raised); ECONNRESET,
 * ETIMEDOUT, ENOTCONN; EIO, ENOSPC of devices. Written is handed over to the system: nobody has received it yet.
 * Cancelled, it has written nothing. */
lg_leaf(struct lg_transfer, lg_write_init, lg_write_poll, lg_write_drop)
int lg_write(lg_stream *stream, const void *bytes, size_t size, size_t *put);

/* The same from the parts of a vector, in order; the vector must stay as it is meanwhile. EINVAL: more parts than the
 * system takes. */
lg_leaf(struct lg_transfer, lg_writev_init, lg_writev_poll, lg_write_drop)
int lg_writev(lg_stream *stream, const struct iovec *vector, int count, size_t *put);

/* await lg_write_all(&stream, bytes, size, &put): writes all of the bytes; none at all need no room. 0; errors of
 * lg_write. `*put` (NULL: nobody asks) is at every moment how many were written, also after an error or if it is
 * cancelled. */
lg_leaf(struct lg_transfer, lg_write_all_init, lg_write_all_poll, lg_write_drop)
int lg_write_all(lg_stream *stream, const void *bytes, size_t size, size_t *put);

/* clang-format on */

#endif
