/* libuv_again.c: libuv's readiness handles, stopped at each event and started again after the read: what it takes where
 * another thread than the loop's does the reading, since a level-triggered event comes again until that is done. */
#include "bench.h"

#include <uv.h>

static void on_ready(uv_poll_t *handle, int status, int events);

/* The reader's part, which elsewhere is another thread's, and comes after the loop has gone on. */
static void on_turn(uv_async_t *turn);

static uv_async_t turn;
static struct connection {
    uv_poll_t handle; /* first */
    struct connection *next;
    int fd;
} *readable;

static void on_ready(uv_poll_t *handle, int status, int events)
{
    (void)status, (void)events;
    struct connection *connection = (struct connection *)handle;
    uv_poll_stop(handle);
    connection->next = readable;
    readable = connection;
    if (!connection->next)
        uv_async_send(&turn);
}

static void on_turn(uv_async_t *unused)
{
    (void)unused;
    char buffer[4096];
    struct connection *connection = readable;
    readable = NULL;
    for (struct connection *next; connection; connection = next) {
        next = connection->next;
        ssize_t size = read(connection->fd, buffer, sizeof buffer);
        if (size <= 0)
            continue;
        if (write(connection->fd, buffer, (size_t)size) != size)
            bench_fail("write");
        if (bench_answered())
            exit(0);
        uv_poll_start(&connection->handle, UV_READABLE, on_ready);
    }
}

static void on_connection(uv_poll_t *listener, int status, int events)
{
    (void)status, (void)events;
    int fd;
    while ((fd = bench_accept((int)(intptr_t)listener->data)) >= 0) {
        struct connection *connection = calloc(1, sizeof *connection);
        connection->fd = fd;
        uv_poll_init(listener->loop, &connection->handle, fd);
        uv_poll_start(&connection->handle, UV_READABLE, on_ready);
    }
}

int main(int argc, char **argv)
{
    bench_arguments(argc, argv);
    int fd = bench_listen();
    uv_poll_t listener;
    uv_async_init(uv_default_loop(), &turn, on_turn);
    uv_poll_init(uv_default_loop(), &listener, fd);
    listener.data = (void *)(intptr_t)fd;
    uv_poll_start(&listener, UV_READABLE, on_connection);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
