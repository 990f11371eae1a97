// RUN: %cc_tsan %plugin %s -o %t && %t
// RUN: %cc_asan %plugin %s -o %t.asan && %t.asan
// Runtimes on several threads with sockets between them; a stream that goes from one runtime to the other, again and
// again; halves on two threads; handles that are dropped by one thread while another's reactor sleeps.
#include "io.h"
#include <pthread.h>

enum { ROUNDS = 200, BYTES = 200000 };

static lg_stream ends[2];

async void ping(lg_stream *stream, bool first)
{
    char byte = 'x';
    for (int i = 0; i < ROUNDS; i++) {
        if (first || i > 0)
            CHECK_INT(await lg_write_all(stream, &byte, 1, NULL), 0);
        CHECK_INT(await lg_read_exact(stream, &byte, 1, NULL), 0);
    }
    if (!first)
        CHECK_INT(await lg_write_all(stream, &byte, 1, NULL), 0);
}

static void *play(void *data)
{
    lg_stream *stream = data;
    for (int i = 0; i < 10; i++) /* each block_on is a runtime of its own */
        block_on(ping(stream, stream == &ends[0]));
    return NULL;
}

async void send_all(lg_stream *writer)
{
    char block[1000] = "";
    for (int sent = 0; sent < BYTES; sent += (int)sizeof block)
        CHECK_INT(await lg_write_all(writer, block, sizeof block, NULL), 0);
    lg_stream_drop(writer);
}

async void receive_all(lg_stream *reader)
{
    char block[777];
    size_t got = 1, all = 0;
    for (; got > 0; all += got)
        CHECK_INT(await lg_read(reader, block, sizeof block, &got), 0);
    CHECK_INT(all, BYTES);
}

static void *send_on_a_thread(void *writer)
{
    block_on(send_all(writer));
    return NULL;
}

static void *receive_on_a_thread(void *reader)
{
    block_on(receive_all(reader));
    return NULL;
}

static void run(void *(*one)(void *), void *first, void *(*other)(void *), void *second)
{
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, one, first), 0);
    other(second);
    CHECK_INT(pthread_join(thread, NULL), 0);
}

/* Waits in a runtime of another thread until the stream is dropped there, that is for its end. */
static lg_stream waiting[2];

async void wait_for_end(void)
{
    char byte;
    size_t got;
    CHECK_INT(await lg_read(&waiting[0], &byte, 1, &got), 0);
    CHECK_INT(got, 0);
}

static void *wait_on_a_thread(void *unused)
{
    block_on(wait_for_end());
    return unused;
}

/* The other end was watched by a runtime of this thread's and is dropped by hand. */
static void *drop_watched(void *unused)
{
    char byte;
    size_t got;
    struct lg_transfer reading;
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    int error;
    lg_context_init(&cx, &waker);
    lg_read_init(&reading, &waiting[1], &byte, 1, &got);
    CHECK_INT(lg_read_poll(&reading, &cx, &error), LG_PENDING); /* the process's reactor watches it */
    lg_read_drop(&reading);
    lg_stream_drop(&waiting[1]);
    return unused;
}

int main(void)
{
    CHECK_INT(lg_stream_pair(&ends[0], &ends[1]), 0);
    run(play, &ends[0], play, &ends[1]);
    lg_stream reader[2] = {{0}}, writer[2] = {{0}};
    for (int i = 0; i < 2; i++)
        CHECK_INT(lg_stream_split(&ends[i], &reader[i], &writer[i]), 0);
    run(send_on_a_thread, &writer[0], receive_on_a_thread, &reader[1]);
    run(send_on_a_thread, &writer[1], receive_on_a_thread, &reader[0]);
    for (int i = 0; i < 2; i++)
        lg_stream_drop(&reader[i]);
    for (int i = 0; i < 200; i++) {
        CHECK_INT(lg_stream_pair(&waiting[0], &waiting[1]), 0);
        run(wait_on_a_thread, NULL, drop_watched, NULL);
        lg_stream_drop(&waiting[0]);
    }
    return 0;
}
