/* libuv_stream.c: libuv as its users use it: streams with callbacks, and a write that is tried at once. */
#include "bench.h"

#include <uv.h>

static char buffer[65536];

static void on_buffer(uv_handle_t *handle, size_t size, uv_buf_t *out)
{
    (void)handle, (void)size;
    *out = uv_buf_init(buffer, sizeof buffer);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *bytes)
{
    if (size <= 0) {
        if (size < 0)
            uv_close((uv_handle_t *)stream, (uv_close_cb)free);
        return;
    }
    uv_buf_t answer = uv_buf_init(bytes->base, (unsigned)size);
    if (uv_try_write(stream, &answer, 1) != size)
        bench_fail("write");
    if (bench_answered())
        exit(0);
}

static void on_connection(uv_stream_t *listener, int status)
{
    (void)status;
    uv_tcp_t *handle = malloc(sizeof *handle);
    uv_tcp_init(listener->loop, handle);
    if (uv_accept(listener, (uv_stream_t *)handle))
        bench_fail("accept");
    uv_tcp_nodelay(handle, 1);
    uv_read_start((uv_stream_t *)handle, on_buffer, on_read);
}

int main(int argc, char **argv)
{
    bench_arguments(argc, argv);
    uv_tcp_t listener;
    uv_tcp_init(uv_default_loop(), &listener);
    uv_tcp_open(&listener, bench_listen());
    uv_listen((uv_stream_t *)&listener, 4096, on_connection);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
