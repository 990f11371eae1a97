#include "../posix.h"

#include "handle.h"
#include "operation.h"

#include <lifeguard/datagram.h>

#include <netinet/in.h>
#include <string.h>

int lg_datagram_bind(lg_datagram *socket, const lg_address *address)
{
    struct lg__source *source;
    int error = lg__socket_new(&source, address->storage.ss_family, SOCK_DGRAM, LG__SOCKET);
    if (error)
        return error;
    if (bind(source->fd, (const struct sockaddr *)&address->storage, address->length)) {
        error = errno;
        lg__source_drop(source);
        return error;
    }
    socket->source = source;
    return 0;
}

int lg_datagram_connect(lg_datagram *socket, const lg_address *peer)
{
    if (!socket->source)
        return EBADF;
    return connect(socket->source->fd, (const struct sockaddr *)&peer->storage, peer->length) ? errno : 0;
}

void lg_datagram_drop(lg_datagram *socket)
{
    lg__source_drop(socket->source);
    socket->source = NULL;
}

int lg_datagram_address(const lg_datagram *socket, lg_address *address)
{
    return lg__socket_address(socket->source, address);
}

int lg_datagram_fd(const lg_datagram *socket)
{
    return socket->source ? socket->source->fd : -1;
}

int lg_datagram_set_broadcast(lg_datagram *socket, bool on)
{
    const int value = on;
    if (!socket->source)
        return EBADF;
    return setsockopt(socket->source->fd, SOL_SOCKET, SO_BROADCAST, &value, sizeof value) ? errno : 0;
}

static int change_membership(lg_datagram *socket, const lg_address *group, unsigned interface, int option)
{
    if (!socket->source)
        return EBADF;
    struct group_req request = {.gr_interface = interface};
    memcpy(&request.gr_group, &group->storage, sizeof request.gr_group);
    int level = group->storage.ss_family == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
    return setsockopt(socket->source->fd, level, option, &request, sizeof request) ? errno : 0;
}

int lg_datagram_join(lg_datagram *socket, const lg_address *group, unsigned interface)
{
    return change_membership(socket, group, interface, MCAST_JOIN_GROUP);
}

int lg_datagram_leave(lg_datagram *socket, const lg_address *group, unsigned interface)
{
    return change_membership(socket, group, interface, MCAST_LEAVE_GROUP);
}

/* Sending and receiving. */

static int attempt_send(void *data, struct lg__source *source, uint32_t word)
{
    (void)word;
    struct lg_datagram_transfer *self = data;
    const lg_address *to = self->address.to;
    ssize_t put = sendto(source->fd, self->bytes.out, self->size, MSG_NOSIGNAL,
                         to ? (const struct sockaddr *)&to->storage : NULL, to ? to->length : 0);
    return put == -1 ? errno : 0;
}

static int attempt_receive(void *data, struct lg__source *source, uint32_t word)
{
    (void)word;
    struct lg_datagram_transfer *self = data;
    lg_address from = {.length = sizeof from.storage};
    ssize_t got =
        recvfrom(source->fd, self->bytes.in, self->size, MSG_TRUNC, (struct sockaddr *)&from.storage, &from.length);
    if (got == -1)
        return errno;
    *self->got = (size_t)got;
    if (self->address.from)
        *self->address.from = from;
    return 0;
}

void lg_send_to_init(struct lg_datagram_transfer *self, lg_datagram *socket, const void *bytes, size_t size,
                     const lg_address *to)
{
    lg__operation_init(&self->operation, socket->source);
    self->bytes.out = bytes;
    self->size = size;
    self->address.to = to;
}

lg_poll lg_send_to_poll(struct lg_datagram_transfer *self, lg_context *cx, int *out)
{
    return lg__operation_poll(&self->operation, LG__OUT, cx, "lg_send_to", attempt_send, self, out);
}

void lg_send_to_drop(struct lg_datagram_transfer *self)
{
    lg__operation_drop(&self->operation, LG__OUT);
}

void lg_receive_from_init(struct lg_datagram_transfer *self, lg_datagram *socket, void *buffer, size_t size,
                          size_t *got, lg_address *from)
{
    lg__operation_init(&self->operation, socket->source);
    self->bytes.in = buffer;
    self->size = size;
    self->got = got;
    self->address.from = from;
}

lg_poll lg_receive_from_poll(struct lg_datagram_transfer *self, lg_context *cx, int *out)
{
    return lg__operation_poll(&self->operation, LG__IN, cx, "lg_receive_from", attempt_receive, self, out);
}

void lg_receive_from_drop(struct lg_datagram_transfer *self)
{
    lg__operation_drop(&self->operation, LG__IN);
}
