/* epoll.c: the floor: level-triggered epoll, registered once, one read and one write per request. */
#include "bench.h"

#include <sys/epoll.h>

static int serve(int fd)
{
    char buffer[4096];
    ssize_t size = read(fd, buffer, sizeof buffer);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN)
            close(fd);
        return 0;
    }
    if (write(fd, buffer, (size_t)size) != size)
        bench_fail("write");
    return bench_answered();
}

int main(int argc, char **argv)
{
    bench_arguments(argc, argv);
    int listener = bench_listen(), loop = epoll_create1(EPOLL_CLOEXEC), fd;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[1024];
    epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(loop, events, 1024, -1);
        for (int i = 0; i < count; i++) {
            if (events[i].data.fd != listener) {
                if (serve(events[i].data.fd))
                    return 0;
                continue;
            }
            while ((fd = bench_accept(listener)) >= 0) {
                event = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
                epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event);
            }
        }
    }
}
