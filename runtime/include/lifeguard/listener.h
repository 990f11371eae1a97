/* lifeguard/listener.h: sockets that accept connections. The handle is owned as a stream is (lifeguard/stream.h). */
#ifndef LIFEGUARD_LISTENER_H
#define LIFEGUARD_LISTENER_H

#include <lifeguard/address.h>
#include <lifeguard/stream.h>

typedef struct lg_listener {
    struct lg__source *source; /* NULL: empty */
} lg_listener;

/* All zero is the default. */
typedef struct lg_listen_options {
    int backlog;     /* connections that wait to be accepted, at most; 0: as many as the system allows */
    bool reuse_port; /* other sockets that say so too may listen on the same port; the system deals connections out */
    bool ipv6_only;  /* an IPv6 listener does not take IPv4 */
    bool keep_the_file; /* the file of a Unix socket is not removed before: EADDRINUSE if it is there */
} lg_listen_options;

/* Listens on a TCP or Unix address; port 0 is any that is free. `options` may be NULL. `*listener` must be empty. 0;
 * EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE, ENFILE, ENOMEM, and of Unix addresses those of bind(2). The port of a
 * listener that has just ended can be taken again at once. */
int lg_listen(lg_listener *listener, const lg_address *address, const lg_listen_options *options);

/* Closes the listener; connections that nobody has accepted are reset. The file of a Unix socket stays. */
void lg_listener_drop(lg_listener *listener);

/* The address that it listens on, with the port that was free. 0; EBADF. */
int lg_listener_address(const lg_listener *listener, lg_address *address);

/* The descriptor, which stays the listener's; -1 if it is empty. */
int lg_listener_fd(const lg_listener *listener);

/* The future of lg_accept. */
struct lg_accepting {
    struct lg__operation operation;
    lg_stream *stream;
    lg_address *peer;
};
void lg_accept_init(struct lg_accepting *self, lg_listener *listener, lg_stream *stream, lg_address *peer);
lg_poll lg_accept_poll(struct lg_accepting *self, lg_context *cx, int *out);
void lg_accept_drop(struct lg_accepting *self);

/* await lg_accept(&listener, &stream, &peer): waits for a connection. 0, and the connection in `*stream`, which must be
 * empty, and where it comes from in `*peer` (may be NULL). EMFILE, ENFILE, ENOBUFS, ENOMEM: it waits in the backlog
 * still; let something end, or some time pass, before the next try, which fails at once as long as that is so. A
 * connection that was gone before it was accepted is passed over. Cancelled, it has accepted nothing. Several may wait.
 */
/* clang-format off */
lg_leaf(struct lg_accepting, lg_accept_init, lg_accept_poll, lg_accept_drop)
int lg_accept(lg_listener *listener, lg_stream *stream, lg_address *peer);
/* clang-format on */

#endif
