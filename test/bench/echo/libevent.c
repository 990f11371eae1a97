/* libevent.c: libevent's readiness events, edge-triggered, registered once for both directions; then read and write. */
#include "bench.h"

#include <event2/event.h>

static void on_ready(evutil_socket_t fd, short what, void *self)
{
    (void)what;
    char buffer[4096];
    ssize_t size = read(fd, buffer, sizeof buffer);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN) {
            event_free(*(struct event **)self);
            close(fd);
        }
        return;
    }
    if (write(fd, buffer, (size_t)size) != size)
        bench_fail("write");
    if (bench_answered())
        exit(0);
}

static void on_connection(evutil_socket_t listener, short what, void *base)
{
    (void)what;
    int fd;
    while ((fd = bench_accept(listener)) >= 0) {
        struct event **event = malloc(sizeof(struct event *));
        *event = event_new(base, fd, EV_READ | EV_WRITE | EV_ET | EV_PERSIST, on_ready, event);
        event_add(*event, NULL);
    }
}

int main(int argc, char **argv)
{
    bench_arguments(argc, argv);
    struct event_base *base = event_base_new();
    struct event *listener = event_new(base, bench_listen(), EV_READ | EV_ET | EV_PERSIST, on_connection, base);
    event_add(listener, NULL);
    return event_base_dispatch(base);
}
