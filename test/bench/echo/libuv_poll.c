/* libuv_poll.c: libuv's readiness handles (level-triggered: it has no other), registered once. */
#include "bench.h"

#include <uv.h>

static void on_ready(uv_poll_t *handle, int status, int events)
{
    (void)status, (void)events;
    char buffer[4096];
    int fd = (int)(intptr_t)handle->data;
    ssize_t size = read(fd, buffer, sizeof buffer);
    if (size <= 0) {
        if (size == 0 || errno != EAGAIN) {
            uv_poll_stop(handle);
            close(fd);
        }
        return;
    }
    if (write(fd, buffer, (size_t)size) != size)
        bench_fail("write");
    if (bench_answered())
        exit(0);
}

static void on_connection(uv_poll_t *listener, int status, int events)
{
    (void)status, (void)events;
    int fd;
    while ((fd = bench_accept((int)(intptr_t)listener->data)) >= 0) {
        uv_poll_t *handle = calloc(1, sizeof *handle);
        uv_poll_init(listener->loop, handle, fd);
        handle->data = (void *)(intptr_t)fd;
        uv_poll_start(handle, UV_READABLE, on_ready);
    }
}

int main(int argc, char **argv)
{
    bench_arguments(argc, argv);
    int fd = bench_listen();
    uv_poll_t listener;
    uv_poll_init(uv_default_loop(), &listener, fd);
    listener.data = (void *)(intptr_t)fd;
    uv_poll_start(&listener, UV_READABLE, on_connection);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
