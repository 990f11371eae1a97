/* lifeguard/connection.h: making connections, and what only connected sockets have. */
#ifndef LIFEGUARD_CONNECTION_H
#define LIFEGUARD_CONNECTION_H

#include <lifeguard/address.h>
#include <lifeguard/stream.h>
#include <stdint.h>

/* The future of lg_connect. */
struct lg_connecting {
    struct lg__operation operation;
    lg_stream *stream;
    lg_address address;
    int error;           /* of the beginning */
    unsigned char phase; /* enum in connection.c */
};
void lg_connect_init(struct lg_connecting *self, lg_stream *stream, const lg_address *address);
lg_poll lg_connect_poll(struct lg_connecting *self, lg_context *cx, int *out);
void lg_connect_drop(struct lg_connecting *self);

/* await lg_connect(&stream, &address): connects to a TCP or Unix address. 0, and the connection in `*stream`, which
 * must be empty. ECONNREFUSED, ETIMEDOUT (after minutes), ENETUNREACH, EHOSTUNREACH, ENOENT (no such Unix socket),
 * EAGAIN (the backlog of a Unix socket is full), EACCES, EMFILE, ENFILE, ENOMEM, ECONNRESET. To wait `ms` milliseconds
 * at most:
 *
 *     error = await_timeout(ms, result = lg_connect(&stream, &address));
 *
 * Cancelled, the attempt is given up, and `*stream` is empty. */
/* clang-format off */
lg_leaf(struct lg_connecting, lg_connect_init, lg_connect_poll, lg_connect_drop)
int lg_connect(lg_stream *stream, const lg_address *address);
/* clang-format on */

/* The two ends of a connection that has no address, for two tasks or a child process: Unix sockets. Both must be empty.
 * 0; EMFILE, ENFILE, ENOMEM: both stay empty. */
int lg_stream_pair(lg_stream *one, lg_stream *other);

/* The address of the peer, or of this end. 0; EBADF, ENOTSOCK, ENOTCONN. */
int lg_stream_peer(const lg_stream *stream, lg_address *address);
int lg_stream_address(const lg_stream *stream, lg_address *address);

/* Options of TCP connections. Each gives 0; EBADF, ENOTSOCK, EOPNOTSUPP where the stream is not one.
 * nodelay: small writes go out at once, not after the answer to the ones before. Connections that are accepted or made
 *     by this library begin with it.
 * keepalive: after `idle` seconds without a byte, the system asks three times, at intervals of a quarter of that,
 * whether the peer is still there, and else ends the connection with ETIMEDOUT; 0 turns it off. reset: dropping the
 * last handle resets the connection instead of ending it; what was not yet sent is thrown away. */
int lg_stream_set_nodelay(lg_stream *stream, bool on);
int lg_stream_set_keepalive(lg_stream *stream, unsigned idle);
int lg_stream_set_reset(lg_stream *stream, bool on);

#endif
