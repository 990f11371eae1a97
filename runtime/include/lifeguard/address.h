/* lifeguard/address.h: where sockets are: IPv4, IPv6 and Unix addresses. Nothing here waits; any thread. */
#ifndef LIFEGUARD_ADDRESS_H
#define LIFEGUARD_ADDRESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* An address as the system has it; may be copied. All zero is none. */
typedef struct lg_address {
    socklen_t length; /* of what is used of `storage` */
    struct sockaddr_storage storage;
} lg_address;

/* Bytes that the longest text of an address takes, with the 0 at its end. */
enum { LG_ADDRESS_TEXT = 128 };

/* The address of a numeric host, "127.0.0.1" or "::1" ("fe80::1%eth0"), and a port. 0; EINVAL: it is not one. Names
 * are for lg_resolve. */
int lg_address_of(lg_address *address, const char *host, uint16_t port);

/* The address of a Unix socket; a path that begins with '@' is in the abstract namespace, which has no file. 0;
 * ENAMETOOLONG: more than some 100 bytes. */
int lg_address_of_path(lg_address *address, const char *path);

/* The port, or 0 where it has none. */
uint16_t lg_address_port(const lg_address *address);

/* Writes the address as text, "127.0.0.1:80", "[::1]:80", a path, "@name", or "-" for none, into `text` of
 * LG_ADDRESS_TEXT bytes, and returns that. */
const char *lg_address_text(const lg_address *address, char text[LG_ADDRESS_TEXT]);

#endif
