/* io.h: for the tests of sockets and what is like them: checks, loopback addresses, and descriptors that are counted.
 */
#ifndef IO_H
#define IO_H

#include "../check.h"
#include <dirent.h>
#include <fcntl.h>
#include <lifeguard/net.h>
#include <lifeguard/pipe.h>
#include <sys/resource.h>
#include <unistd.h>

/* How many descriptors the process has open. */
__attribute__((unused)) static int open_descriptors(void)
{
    int count = -1; /* of the folder itself */
    DIR *folder = opendir("/proc/self/fd");
    CHECK(folder);
    for (struct dirent *entry; (entry = readdir(folder));)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

/* The number below which so many descriptors are unused. */
__attribute__((unused)) static rlim_t limit_with(int unused)
{
    int fd = 0;
    for (; unused > 0; fd++)
        unused -= fcntl(fd, F_GETFD) == -1;
    return (rlim_t)fd;
}

/* Listens on a free port of this machine; `*address` is where. */
__attribute__((unused)) static void listen_on_loopback(lg_listener *listener, lg_address *address)
{
    CHECK_INT(lg_address_of(address, "127.0.0.1", 0), 0);
    CHECK_INT(lg_listen(listener, address, NULL), 0);
    CHECK_INT(lg_listener_address(listener, address), 0);
    CHECK(lg_address_port(address) != 0);
}

/* Both ends of a TCP connection. */
static inline async void tcp_pair(lg_stream *client, lg_stream *server)
{
    lg_scoped(lg_listener) listener = {0};
    lg_address address;
    int connected, accepted;
    listen_on_loopback(&listener, &address);
    await_all(connected = lg_connect(client, &address), accepted = lg_accept(&listener, server, NULL));
    CHECK_INT(connected, 0);
    CHECK_INT(accepted, 0);
}

#endif
