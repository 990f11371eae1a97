// RUN: %cc_tsan %plugin %s -o %t && %t
// RUN: %cc_asan %plugin %s -o %t.asan && %t.asan
// RUN: %cc_runtime -O2 %plugin %s -o %t.plain && %t.plain
// Sockets in a multi-thread runtime: tasks that go from one worker to the other between two reads, halves in two tasks,
// connections that come and go, and an end with hundreds of tasks waiting for sockets.
#include "io.h"
#include <lifeguard/join_set.h>

enum { CLIENTS = 40, ROUNDS = 50, LEFT = 300 };

static lg_stream ends[CLIENTS][2];

async int echo(lg_stream *stream)
{
    char buffer[64];
    size_t size, all = 0;
    for (;; all += size) {
        int error = await lg_read(stream, buffer, sizeof buffer, &size);
        if (!error && size == 0)
            return (int)all;
        if (!error)
            error = await lg_write_all(stream, buffer, size, NULL);
        CHECK_INT(error, 0);
    }
}

async int ask(lg_stream *stream)
{
    char question[40] = "?", answer[sizeof question];
    for (int i = 0; i < ROUNDS; i++) {
        question[1] = (char)i;
        CHECK_INT(await lg_write_all(stream, question, sizeof question, NULL), 0);
        CHECK_INT(await lg_read_exact(stream, answer, sizeof answer, NULL), 0);
        CHECK(memcmp(question, answer, sizeof answer) == 0);
        if (i % 7 == 0)
            await lg_yield_now();
    }
    lg_stream_drop(stream);
    return ROUNDS * (int)sizeof question;
}

async void test_echo(void)
{
    lg_scoped(lg_join_set) tasks = {0};
    int result, sum = 0, error;
    CHECK_INT(lg_join_set_new(&tasks), 0);
    for (int i = 0; i < CLIENTS; i++) {
        await tcp_pair(&ends[i][0], &ends[i][1]);
        CHECK_INT(lg_join_set_add(&tasks, spawn(echo(&ends[i][0]))), 0);
        CHECK_INT(lg_join_set_add(&tasks, spawn(ask(&ends[i][1]))), 0);
    }
    while ((error = await lg_join_set_next(&tasks, &result)) == 0)
        sum += result;
    CHECK_INT(error, ENOENT);
    CHECK_INT(sum, 2 * CLIENTS * ROUNDS * 40);
    for (int i = 0; i < CLIENTS; i++)
        lg_stream_drop(&ends[i][0]);
}

static char block[100000];

async int send_some(lg_stream *writer)
{
    for (int i = 0; i < 20; i++)
        CHECK_INT(await lg_write_all(writer, block, sizeof block, NULL), 0);
    lg_stream_drop(writer);
    return 0;
}

async int receive_some(lg_stream *reader)
{
    char bytes[5000];
    size_t got = 1, all = 0;
    for (; got > 0; all += got)
        CHECK_INT(await lg_read(reader, bytes, sizeof bytes, &got), 0);
    lg_stream_drop(reader);
    return (int)all;
}

/* Both directions at once, each end in two tasks. */
async void test_halves(void)
{
    lg_stream stream[2] = {{0}}, reader[2] = {{0}}, writer[2] = {{0}};
    lg_scoped(lg_join_set) tasks = {0};
    int result, sum = 0;
    CHECK_INT(lg_join_set_new(&tasks), 0);
    await tcp_pair(&stream[0], &stream[1]);
    for (int i = 0; i < 2; i++) {
        CHECK_INT(lg_stream_split(&stream[i], &reader[i], &writer[i]), 0);
        CHECK_INT(lg_join_set_add(&tasks, spawn(send_some(&writer[i]))), 0);
        CHECK_INT(lg_join_set_add(&tasks, spawn(receive_some(&reader[i]))), 0);
    }
    while (lg_join_set_count(&tasks) > 0) {
        CHECK_INT(await lg_join_set_next(&tasks, &result), 0);
        sum += result;
    }
    CHECK_INT(sum, 2 * 20 * (int)sizeof block);
}

async int come_and_go(const lg_address *address)
{
    lg_scoped(lg_stream) stream = {0};
    char byte;
    size_t got;
    CHECK_INT(await lg_connect(&stream, address), 0);
    CHECK_INT(await lg_read(&stream, &byte, 1, &got), 0);
    return (int)got;
}

/* Several accept at the same time. */
async int accept_some(lg_listener *listener, int count)
{
    for (int i = 0; i < count; i++) {
        lg_scoped(lg_stream) stream = {0};
        CHECK_INT(await lg_accept(listener, &stream, NULL), 0);
        CHECK_INT(await lg_write_all(&stream, "x", 1, NULL), 0);
    }
    return 0;
}

async void test_churn(void)
{
    lg_scoped(lg_listener) listener = {0};
    lg_scoped(lg_join_set) tasks = {0};
    lg_address address;
    int result, sum = 0;
    listen_on_loopback(&listener, &address);
    CHECK_INT(lg_join_set_new(&tasks), 0);
    for (int i = 0; i < 4; i++)
        CHECK_INT(lg_join_set_add(&tasks, spawn(accept_some(&listener, 50))), 0);
    for (int i = 0; i < 200; i++)
        CHECK_INT(lg_join_set_add(&tasks, spawn(come_and_go(&address))), 0);
    while (lg_join_set_count(&tasks) > 0) {
        CHECK_INT(await lg_join_set_next(&tasks, &result), 0);
        sum += result;
    }
    CHECK_INT(sum, 200);
}

static lg_stream left[LEFT][2];

async void leave_tasks(void)
{
    for (int i = 0; i < LEFT; i++) {
        CHECK_INT(lg_stream_pair(&left[i][0], &left[i][1]), 0);
        lg_task *task = spawn(echo(&left[i][0]));
        if (i % 3 == 0)
            CHECK_INT(await lg_write_all(&left[i][1], "x", 1, NULL), 0);
        if (i % 5 == 0)
            lg_abort(task);
        lg_detach(task);
    }
}

int main(void)
{
    int before = open_descriptors();
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = 3});
    CHECK(runtime);
    block_on_in(runtime, test_echo());
    block_on_in(runtime, test_halves());
    block_on_in(runtime, test_churn());
    block_on_in(runtime, leave_tasks());
    lg_runtime_drop(runtime);
    for (int i = 0; i < LEFT; i++) {
        lg_stream_drop(&left[i][0]);
        lg_stream_drop(&left[i][1]);
    }
    CHECK_INT(open_descriptors(), before);
    return 0;
}
