#include "../posix.h"

#include "handle.h"

#include <errno.h>
#include <sys/socket.h>

int lg__socket_new(struct lg__source **out, int family, int type, enum lg__source_kind kind)
{
    int fd = socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd == -1)
        return errno;
    *out = lg__source_new(fd, kind, true);
    return *out ? 0 : errno;
}

int lg__socket_address(const struct lg__source *source, lg_address *address)
{
    *address = (lg_address){.length = sizeof address->storage};
    if (!source)
        return EBADF;
    return getsockname(source->fd, (struct sockaddr *)&address->storage, &address->length) ? errno : 0;
}
