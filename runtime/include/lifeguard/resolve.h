/* lifeguard/resolve.h: the addresses that belong to a name, and connecting to a name. */
#ifndef LIFEGUARD_RESOLVE_H
#define LIFEGUARD_RESOLVE_H

#include <lifeguard/connection.h>
#include <lifeguard/time.h>

/* Addresses in the order in which they should be tried. All zero is none. */
typedef struct lg_addresses {
    lg_address *list; /* owned */
    size_t count;
} lg_addresses;

void lg_addresses_drop(lg_addresses *addresses);

/* The future of lg_resolve. */
struct lg_resolving {
    const char *host, *service;
    lg_addresses *addresses;
    struct lg__query *query; /* NULL: not begun, or finished */
    bool finished;
};
void lg_resolve_init(struct lg_resolving *self, lg_addresses *addresses, const char *host, const char *service);
lg_poll lg_resolve_poll(struct lg_resolving *self, lg_context *cx, int *out);
void lg_resolve_drop(struct lg_resolving *self);

/* clang-format off */

/* await lg_resolve(&addresses, "example.org", "https"): asks the system's resolver for the TCP addresses of a host, a name
 * or numeric, with the port of a service, a name or a number; on a thread of its pool (getaddrinfo(3)). `*addresses` must
 * be empty. 0; ENOENT: there is no such host; EINVAL: nor such a service; EAGAIN: nobody has answered, later somebody
 * may; EIO: the resolver has failed for good; ENOMEM. Cancelled, nobody waits for the answer, which may take the thread
 * seconds still. */
lg_leaf(struct lg_resolving, lg_resolve_init, lg_resolve_poll, lg_resolve_drop)
int lg_resolve(lg_addresses *addresses, const char *host, const char *service);

/* clang-format on */

/* The future of lg_connect_to. */
struct lg_connecting_to {
    lg_stream *stream;
    uint64_t each_ms;
    lg_addresses addresses;
    size_t next;
    int error;           /* of the last attempt */
    unsigned char phase; /* enum in connect_to.c */
    union {
        struct lg_resolving resolving;
        struct {
            struct lg_connecting connecting;
            struct lg_sleep limit;
        } attempt;
    } part;
};
void lg_connect_to_init(struct lg_connecting_to *self, lg_stream *stream, const char *host, const char *service,
                        uint64_t each_ms);
lg_poll lg_connect_to_poll(struct lg_connecting_to *self, lg_context *cx, int *out);
void lg_connect_to_drop(struct lg_connecting_to *self);

/* clang-format off */

/* await lg_connect_to(&stream, "example.org", "https", each_ms): connects to the first address of the host that accepts
 * within `each_ms` milliseconds. `*stream` must be empty. 0; errors of lg_resolve; of lg_connect, or ETIMEDOUT, as the last
 * address has it. Cancelled, `*stream` is empty. */
lg_leaf(struct lg_connecting_to, lg_connect_to_init, lg_connect_to_poll, lg_connect_to_drop)
int lg_connect_to(lg_stream *stream, const char *host, const char *service, uint64_t each_ms);

/* clang-format on */

#endif
