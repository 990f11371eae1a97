#include "../posix.h"

#include "handle.h"
#include "operation.h"
#include "tcp.h"

#include <lifeguard/listener.h>

#include <netinet/in.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int set(int fd, int level, int option, bool on)
{
    int value = on;
    return setsockopt(fd, level, option, &value, sizeof value) ? errno : 0;
}

/* Options before bind(2). 0, or an errno value. */
static int prepare(int fd, const lg_address *address, const lg_listen_options *options)
{
    const sa_family_t family = address->storage.ss_family;
    if (family == AF_UNIX)
        return 0;
    int error = set(fd, SOL_SOCKET, SO_REUSEADDR, true);
    if (!error && options->reuse_port)
        error = set(fd, SOL_SOCKET, SO_REUSEPORT, true);
    if (!error && family == AF_INET6)
        error = set(fd, IPPROTO_IPV6, IPV6_V6ONLY, options->ipv6_only);
    return error;
}

/* Removes the file of a Unix socket that listened here before; no other file. */
static void remove_old_file(const lg_address *address)
{
    struct sockaddr_un un;
    struct stat status;
    memcpy(&un, &address->storage, sizeof un);
    un.sun_path[sizeof un.sun_path - 1] = '\0';
    if (un.sun_path[0] != '\0' && lstat(un.sun_path, &status) == 0 && S_ISSOCK(status.st_mode))
        unlink(un.sun_path);
}

int lg_listen(lg_listener *listener, const lg_address *address, const lg_listen_options *options)
{
    const lg_listen_options defaults = {0};
    const sa_family_t family = address->storage.ss_family;
    if (!options)
        options = &defaults;
    struct lg__source *source;
    int error = lg__socket_new(&source, family, SOCK_STREAM, LG__SOCKET);
    if (error)
        return error;
    error = prepare(source->fd, address, options);
    if (!error && family == AF_UNIX && !options->keep_the_file)
        remove_old_file(address);
    if (!error && (bind(source->fd, (const struct sockaddr *)&address->storage, address->length) ||
                   listen(source->fd, options->backlog > 0 ? options->backlog : SOMAXCONN)))
        error = errno;
    if (error)
        lg__source_drop(source);
    else
        listener->source = source;
    return error;
}

void lg_listener_drop(lg_listener *listener)
{
    lg__source_drop(listener->source);
    listener->source = NULL;
}

int lg_listener_address(const lg_listener *listener, lg_address *address)
{
    return lg__socket_address(listener->source, address);
}

int lg_listener_fd(const lg_listener *listener)
{
    return listener->source ? listener->source->fd : -1;
}

/* Errors that belong to a connection that is gone already, not to the listener: accept(2), "Error handling". */
static bool is_of_one_connection(int error)
{
    switch (error) {
    case ECONNABORTED:
    case EPROTO:
    case ENOPROTOOPT:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENONET:
        return true;
    default:
        return false;
    }
}

static int attempt_accept(void *data, struct lg__source *source, uint32_t word)
{
    (void)word;
    struct lg_accepting *self = data;
    lg_address peer = {.length = sizeof peer.storage};
    int fd = accept4(source->fd, (struct sockaddr *)&peer.storage, &peer.length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd == -1)
        return is_of_one_connection(errno) ? EINTR : errno;
    struct lg__source *connection = lg__source_new(fd, LG__STREAM_SOCKET, true);
    if (!connection)
        return errno;
    lg__tcp_set_nodelay(fd, true);
    *self->stream = lg__stream_of(connection);
    if (self->peer)
        *self->peer = peer;
    return 0;
}

void lg_accept_init(struct lg_accepting *self, lg_listener *listener, lg_stream *stream, lg_address *peer)
{
    lg__operation_init(&self->operation, listener->source);
    self->stream = stream;
    self->peer = peer;
}

lg_poll lg_accept_poll(struct lg_accepting *self, lg_context *cx, int *out)
{
    return lg__operation_poll(&self->operation, LG__IN, cx, "lg_accept", attempt_accept, self, out);
}

void lg_accept_drop(struct lg_accepting *self)
{
    lg__operation_drop(&self->operation, LG__IN);
}
