/* lifeguard/datagram.h: messages that arrive whole or not at all: UDP, and Unix datagrams. The handle is owned as a
 * stream is (lifeguard/stream.h). Sending and receiving at the same time is fine; several may receive. */
#ifndef LIFEGUARD_DATAGRAM_H
#define LIFEGUARD_DATAGRAM_H

#include <lifeguard/address.h>
#include <lifeguard/stream.h>

typedef struct lg_datagram {
    struct lg__source *source; /* NULL: empty */
} lg_datagram;

/* A socket for datagrams with the address `address`; port 0 is any that is free. `*socket` must be empty. 0;
 * EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE, ENFILE, ENOMEM, and of Unix addresses those of bind(2). */
int lg_datagram_bind(lg_datagram *socket, const lg_address *address);

/* From now on it sends to `peer` if lg_send_to names nobody, and receives from nobody else. Does not wait. 0; EBADF,
 * ENETUNREACH, …. */
int lg_datagram_connect(lg_datagram *socket, const lg_address *peer);

void lg_datagram_drop(lg_datagram *socket);

/* Its own address. 0; EBADF. */
int lg_datagram_address(const lg_datagram *socket, lg_address *address);

/* May send to broadcast addresses. 0; EBADF. */
int lg_datagram_set_broadcast(lg_datagram *socket, bool on);

/* Joins or leaves the multicast group with the address `group`, on the interface with the index `interface`, 0 for the
 * system's choice. 0; EBADF, EADDRINUSE, EADDRNOTAVAIL, ENODEV. */
int lg_datagram_join(lg_datagram *socket, const lg_address *group, unsigned interface);
int lg_datagram_leave(lg_datagram *socket, const lg_address *group, unsigned interface);

/* The descriptor, which stays the socket's; -1 if it is empty. */
int lg_datagram_fd(const lg_datagram *socket);

/* The future of lg_send_to and lg_receive_from. */
struct lg_datagram_transfer {
    struct lg__operation operation;
    union {
        void *in;
        const void *out;
    } bytes;
    size_t size;
    size_t *got;
    union {
        lg_address *from;
        const lg_address *to;
    } address;
};
void lg_send_to_init(struct lg_datagram_transfer *self, lg_datagram *socket, const void *bytes, size_t size,
                     const lg_address *to);
lg_poll lg_send_to_poll(struct lg_datagram_transfer *self, lg_context *cx, int *out);
void lg_send_to_drop(struct lg_datagram_transfer *self);
void lg_receive_from_init(struct lg_datagram_transfer *self, lg_datagram *socket, void *buffer, size_t size,
                          size_t *got, lg_address *from);
lg_poll lg_receive_from_poll(struct lg_datagram_transfer *self, lg_context *cx, int *out);
void lg_receive_from_drop(struct lg_datagram_transfer *self);

/* clang-format off */

/* await lg_send_to(&socket, bytes, size, &to): waits for room, and sends one datagram of `size` bytes, which may be 0, to
 * `*to`, or with NULL to the peer. 0; EMSGSIZE: too large; EDESTADDRREQ; ECONNREFUSED: an earlier one found nobody;
 * ENETUNREACH, EHOSTUNREACH, EPERM, …. Sent does not mean received. Cancelled, it has sent nothing. */
lg_leaf(struct lg_datagram_transfer, lg_send_to_init, lg_send_to_poll, lg_send_to_drop)
int lg_send_to(lg_datagram *socket, const void *bytes, size_t size, const lg_address *to);

/* await lg_receive_from(&socket, buffer, size, &got, &from): waits for a datagram. 0, its length in `*got`, who has sent
 * it in `*from` (may be NULL). `*got` is more than `size` if the datagram was; then its end is lost. ECONNREFUSED: one
 * that was sent to the peer found nobody. Cancelled, it has received nothing. */
lg_leaf(struct lg_datagram_transfer, lg_receive_from_init, lg_receive_from_poll, lg_receive_from_drop)
int lg_receive_from(lg_datagram *socket, void *buffer, size_t size, size_t *got, lg_address *from);

/* clang-format on */

#endif
