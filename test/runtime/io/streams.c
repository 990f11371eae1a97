// RUN: %every_way %t %s
// Streams: what each operation does, and what it leaves behind when it is cancelled.
#include "io.h"
#include <sched.h>

enum { LARGE = 1 << 20 };

static char large[LARGE], copy[LARGE];

static void fill_large(void)
{
    for (size_t i = 0; i < LARGE; i++)
        large[i] = (char)(i * 7 + i / 255);
}

async void send_large(lg_stream *stream)
{
    size_t put = 0;
    CHECK_INT(await lg_write_all(stream, large, LARGE, &put), 0);
    CHECK_INT(put, LARGE);
    CHECK_INT(lg_shutdown_output(stream), 0);
}

/* All of it, in whatever parts it comes, and then the end, as often as one asks. */
async void receive_large(lg_stream *stream)
{
    size_t got = 1, all = 0;
    while (got > 0) {
        CHECK(all <= LARGE);
        CHECK_INT(await lg_read(stream, copy + all, 100000, &got), 0);
        all += got;
    }
    CHECK_INT(all, LARGE);
    CHECK(memcmp(copy, large, LARGE) == 0);
    CHECK_INT(await lg_read(stream, copy, 1, &got), 0);
    CHECK_INT(got, 0);
}

/* More than any buffer of the system: the writer has to wait, and the reader. Half-closed after it. */
async void test_large(lg_stream *one, lg_stream *other)
{
    await_all(receive_large(one), send_large(other));
    await_all(send_large(one), receive_large(other));
}

async void test_tcp(void)
{
    lg_scoped(lg_stream) client = {0}, server = {0};
    await tcp_pair(&client, &server);
    lg_address one, other;
    char text[LG_ADDRESS_TEXT], text_too[LG_ADDRESS_TEXT];
    CHECK_INT(lg_stream_peer(&client, &one), 0);
    CHECK_INT(lg_stream_address(&server, &other), 0);
    CHECK(strcmp(lg_address_text(&one, text), lg_address_text(&other, text_too)) == 0);
    CHECK_INT(lg_stream_set_keepalive(&client, 60), 0);
    CHECK_INT(lg_stream_set_nodelay(&client, false), 0);
    CHECK(fcntl(lg_stream_fd(&client), F_GETFD) & FD_CLOEXEC);
    CHECK(fcntl(lg_stream_fd(&server), F_GETFD) & FD_CLOEXEC);
    await test_large(&client, &server);
}

async void test_unix(void)
{
    lg_scoped(lg_listener) listener = {0}, again = {0};
    lg_scoped(lg_stream) client = {0}, server = {0};
    lg_address address, peer;
    char name[64], text[LG_ADDRESS_TEXT];
    int connected, accepted;
    snprintf(name, sizeof name, "@lifeguard-streams-%d", (int)getpid());
    CHECK_INT(lg_address_of_path(&address, name), 0);
    CHECK(strcmp(lg_address_text(&address, text), name) == 0);
    CHECK_INT(lg_listen(&listener, &address, NULL), 0);
    CHECK_INT(lg_listen(&again, &address, NULL), EADDRINUSE);
    await_all(accepted = lg_accept(&listener, &server, &peer), connected = lg_connect(&client, &address));
    CHECK_INT(connected, 0);
    CHECK_INT(accepted, 0);
    await test_large(&client, &server);
}

async void test_pair(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    await test_large(&one, &other);
}

async void fill_pipe(lg_stream *writer)
{
    CHECK_INT(await lg_write_all(writer, large, LARGE, NULL), 0);
    lg_stream_drop(writer);
}

async void test_pipe(void)
{
    lg_scoped(lg_stream) reader = {0}, writer = {0};
    size_t got;
    char byte;
    CHECK_INT(lg_pipe(&reader, &writer), 0);
    CHECK_INT(await lg_read(&writer, &byte, 1, &got), EBADF);
    CHECK_INT(await lg_write(&reader, "x", 1, &got), EBADF);
    await_all(receive_large(&reader), fill_pipe(&writer));
}

async void test_exact(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    char buffer[16] = "";
    size_t got = 99;
    int error;
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    CHECK_INT(await lg_write_all(&other, "abc", 3, NULL), 0);
    CHECK_INT(await_any(error = lg_read_exact(&one, buffer, 5, &got), lg_yield_now()), 1); /* cancelled */
    CHECK_INT(got, 3);
    CHECK_INT(await lg_write_all(&other, "defg", 4, NULL), 0);
    CHECK_INT(await lg_read_exact(&one, buffer + got, 2, NULL), 0);
    CHECK(memcmp(buffer, "abcde", 5) == 0);
    CHECK_INT(await lg_read(&one, buffer, sizeof buffer, &got), 0);
    CHECK_INT(got, 2);
    CHECK_INT(await_any(error = lg_read(&one, buffer, 1, &got), lg_yield_now()), 1); /* there is nothing now */
    CHECK_INT(await lg_read_exact(&one, buffer, 0, &got), 0);                        /* and no bytes need no waiting */
    CHECK_INT(got, 0);
    CHECK_INT(await lg_write_all(&other, "fg", 2, NULL), 0);
    lg_stream_drop(&other);
    CHECK_INT(await lg_read_exact(&one, buffer, 5, &got), ENODATA);
    CHECK_INT(got, 2);
    CHECK(memcmp(buffer, "fg", 2) == 0);
    CHECK_INT(await lg_read_exact(&other, buffer, 1, &got), EBADF);
    CHECK_INT(await lg_read_exact(&other, buffer, 0, &got), EBADF);
    (void)error;
}

/* A read that is cancelled has read nothing; neither a write written. */
async void test_cancel(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    char buffer[16];
    size_t got = 99, put;
    int error;
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    CHECK_INT(await_any(error = lg_read(&one, buffer, sizeof buffer, &got), lg_yield_now()), 1);
    CHECK_INT(await_timeout(1, error = lg_read(&one, buffer, sizeof buffer, &got)), ETIMEDOUT);
    CHECK_INT(await lg_write_all(&other, "abc", 3, NULL), 0);
    CHECK_INT(await lg_read(&one, buffer, sizeof buffer, &got), 0);
    CHECK_INT(got, 3);

    size_t filled = 0;
    while (lg_try_write(&one, large + filled, 1000, &put) == 0)
        filled += put;
    CHECK_INT(lg_try_write(&one, large, 1, &put), EAGAIN);
    CHECK_INT(await_any(error = lg_write(&one, "x", 1, &put), lg_yield_now()), 1);
    for (size_t all = 0; all < filled; all += got) {
        CHECK_INT(await lg_read(&other, copy + all, LARGE - all, &got), 0);
        CHECK(memcmp(copy + all, large + all, got) == 0);
    }
    CHECK_INT(lg_try_read(&other, buffer, 1, &got), EAGAIN);
    (void)error;
}

async void read_vector(lg_stream *stream, const struct iovec *vector, int count, size_t size)
{
    size_t got;
    CHECK_INT(await lg_readv(stream, vector, count, &got), 0);
    CHECK_INT(got, size);
}

async void write_vector_later(lg_stream *stream, const struct iovec *vector, int count)
{
    size_t put;
    await lg_yield_now();
    CHECK_INT(await lg_writev(stream, vector, count, &put), 0);
}

async void test_vectors(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    char first[4], second[8] = "";
    static struct iovec too_many[100000];
    const struct iovec out[] = {{"ab", 2}, {"", 0}, {"cdefg", 5}};
    const struct iovec in[] = {{first, sizeof first}, {second, sizeof second}};
    size_t count;
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    CHECK_INT(await lg_writev(&one, out, 3, &count), 0);
    CHECK_INT(count, 7);
    CHECK_INT(await lg_readv(&other, in, 2, &count), 0);
    CHECK_INT(count, 7);
    CHECK(memcmp(first, "abcd", 4) == 0 && strcmp(second, "efg") == 0);

    /* Waiting, and given up. */
    int error = -1;
    CHECK_INT(await_any(error = lg_readv(&other, in, 2, &count), lg_yield_now()), 1);
    CHECK_INT(error, -1);
    memset(first, 0, sizeof first);
    await_all(read_vector(&other, in, 2, 7), write_vector_later(&one, out, 3));
    CHECK(memcmp(first, "abcd", 4) == 0 && strcmp(second, "efg") == 0);
    size_t filled = 0;
    while (lg_try_write(&one, large + filled, 1000, &count) == 0)
        filled += count;
    CHECK_INT(await_any(error = lg_writev(&one, out, 3, &count), lg_yield_now()), 1);
    for (size_t all = 0; all < filled; all += count)
        CHECK_INT(await lg_read(&other, copy, LARGE, &count), 0);
    CHECK_INT(lg_try_read(&other, first, 1, &count), EAGAIN); /* nothing of it was written */
    CHECK_INT(await lg_writev(&one, too_many, 100000, &count), EINVAL);
    CHECK_INT(await lg_readv(&other, too_many, 100000, &count), EINVAL);
}

async void read_to_the_end(lg_stream *stream, size_t *all)
{
    char buffer[100];
    size_t got = 1;
    for (*all = 0; got > 0; *all += got)
        CHECK_INT(await lg_read(stream, buffer, sizeof buffer, &got), 0);
}

/* The halves are two handles: the writer's end is the end of the output, and the reader goes on. */
async void test_split(void)
{
    lg_scoped(lg_stream) client = {0}, server = {0}, reader = {0}, writer = {0};
    char buffer[8];
    size_t got;
    await tcp_pair(&client, &server);
    CHECK_INT(lg_stream_split(&client, &reader, &writer), 0);
    CHECK_INT(lg_stream_fd(&client), -1);
    CHECK_INT(lg_stream_split(&reader, &client, &client), EBADF);
    CHECK_INT(await lg_read(&writer, buffer, 1, &got), EBADF);
    CHECK_INT(await lg_write(&reader, buffer, 1, &got), EBADF);
    CHECK_INT(await lg_write_all(&writer, "abc", 3, NULL), 0);
    lg_stream_drop(&writer);
    await read_to_the_end(&server, &got);
    CHECK_INT(got, 3);
    CHECK_INT(await lg_write_all(&server, "xy", 2, NULL), 0);
    lg_stream_drop(&server);
    await read_to_the_end(&reader, &got);
    CHECK_INT(got, 2);
}

async void other_end_writes(lg_stream *other);

/* A stream is of no runtime: it waits in one now and in another later, also in none. */
async void wait_and_write(lg_stream *one, lg_stream *other)
{
    char byte;
    size_t got;
    int error;
    CHECK_INT(await_any(error = lg_read(one, &byte, 1, &got), lg_yield_now()), 1);
    CHECK_INT(await_any(error = lg_read(one, &byte, 1, &got), other_end_writes(other)), 0);
    CHECK_INT(error, 0);
    CHECK_INT(got, 1);
}

async void other_end_writes(lg_stream *other)
{
    await lg_yield_now();
    CHECK_INT(await lg_write_all(other, "x", 1, NULL), 0);
    for (;;)
        await lg_sleep_ms(1000);
}

static void test_runtimes(void)
{
    lg_stream one = {0}, other = {0};
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    lg_runtime *outer = lg_runtime_new(NULL);
    for (int i = 0; i < 3; i++) {
        block_on_in(outer, wait_and_write(&one, &other));
        block_on(wait_and_write(&one, &other));
        block_on_in(outer, wait_and_write(&other, &one));
    }
    lg_runtime_drop(outer);
    block_on(wait_and_write(&one, &other));
    lg_stream_drop(&one);
    lg_stream_drop(&other);
}

async int next_byte(lg_stream *stream)
{
    unsigned char byte;
    size_t got;
    CHECK_INT(await lg_read(stream, &byte, 1, &got), 0);
    return byte;
}

/* Polled by hand, woken by the process's own reactor. */
static void test_by_hand(void)
{
    lg_stream one = {0}, other = {0};
    struct counts counts = {0};
    lg_waker waker = counting(&counts);
    lg_context cx;
    lg_context_init(&cx, &waker);
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    for (int i = 1; i <= 3; i++) {
        size_t put;
        int byte = 0;
        lg_future *reading = future(next_byte(&one));
        while (lg_future_poll(reading, &cx, &byte) == LG_PENDING) {
            if (i > 0)
                CHECK_INT(lg_try_write(&other, "x", 1, &put), 0);
            i = -i;
            int wakes = atomic_load(&counts.wakes);
            while (atomic_load(&counts.wakes) == wakes && wakes == 0)
                sched_yield();
        }
        i = abs(i);
        CHECK_INT(byte, 'x');
        lg_future_drop(reading);
        atomic_store(&counts.wakes, 0);
    }
    lg_future *reading = future(next_byte(&one));
    CHECK_INT(lg_future_poll(reading, &cx, NULL), LG_PENDING);
    lg_future_drop(reading);
    CHECK_BALANCED(counts);
    lg_stream_drop(&one);
    lg_stream_drop(&other);
}

int main(void)
{
    fill_large();
    int before = open_descriptors();
    block_on(test_tcp());
    block_on(test_unix());
    block_on(test_pair());
    block_on(test_pipe());
    block_on(test_exact());
    block_on(test_cancel());
    block_on(test_vectors());
    block_on(test_split());
    test_runtimes();
    CHECK_INT(open_descriptors(), before);
    test_by_hand();
    return 0;
}
