// RUN: %every_way %t %s
// What goes wrong with connections: each error as documented, no descriptor lost, nothing that hangs.
#include "io.h"
#include <lifeguard/resolve.h>
#include <signal.h>
#include <sys/time.h>

/* Nobody listens. */
async void test_refused(void)
{
    lg_scoped(lg_listener) listener = {0};
    lg_scoped(lg_stream) stream = {0};
    lg_address address;
    listen_on_loopback(&listener, &address);
    lg_listener_drop(&listener);
    CHECK_INT(await lg_connect(&stream, &address), ECONNREFUSED);
    CHECK_INT(lg_stream_fd(&stream), -1);
    CHECK_INT(lg_address_of_path(&address, "/nowhere/at/all"), 0);
    CHECK_INT(await lg_connect(&stream, &address), ENOENT);
    CHECK_INT(lg_address_of(&address, "no number", 1), EINVAL);
}

static void send_reset(lg_stream *stream)
{
    CHECK_INT(lg_stream_set_reset(stream, true), 0);
    lg_stream_drop(stream);
}

/* A reset that comes together with data: both are read, though the system reports them as one. */
async void test_reset(bool waits_before)
{
    lg_scoped(lg_stream) client = {0}, server = {0};
    char buffer[100];
    size_t size;
    await tcp_pair(&client, &server);
    if (waits_before) {
        int error;
        CHECK_INT(await_any(error = lg_read(&server, buffer, sizeof buffer, &size), lg_yield_now()), 1);
        (void)error;
    }
    CHECK_INT(lg_try_write(&client, "data", 4, &size), 0);
    send_reset(&client);
    CHECK_INT(await lg_read(&server, buffer, sizeof buffer, &size), 0);
    CHECK_INT(size, 4);
    CHECK_INT(await lg_read(&server, buffer, sizeof buffer, &size), ECONNRESET);
    CHECK_INT(await lg_write_all(&server, "x", 1, NULL), EPIPE);
}

/* The same while the reader waits, after it has answered. */
async void reset_later(lg_stream *client)
{
    char buffer[4];
    size_t size;
    CHECK_INT(await lg_write_all(client, "ask", 3, NULL), 0);
    CHECK_INT(await lg_read(client, buffer, sizeof buffer, &size), 0);
    CHECK_INT(lg_try_write(client, "more", 4, &size), 0);
    send_reset(client);
}

async void answer_until_reset(lg_stream *server)
{
    char buffer[100];
    size_t size;
    CHECK_INT(await lg_read(server, buffer, sizeof buffer, &size), 0);
    CHECK_INT(await lg_write_all(server, "yes", 3, NULL), 0);
    CHECK_INT(await lg_read(server, buffer, sizeof buffer, &size), 0);
    CHECK_INT(size, 4);
    CHECK_INT(await lg_read(server, buffer, sizeof buffer, &size), ECONNRESET);
}

async void test_reset_later(void)
{
    lg_scoped(lg_stream) client = {0}, server = {0};
    await tcp_pair(&client, &server);
    await_all(answer_until_reset(&server), reset_later(&client));
}

/* Data and the end together. */
async void test_half_closed(void)
{
    lg_scoped(lg_stream) client = {0}, server = {0};
    char buffer[100];
    size_t size;
    int error;
    await tcp_pair(&client, &server);
    CHECK_INT(await_any(error = lg_read(&server, buffer, sizeof buffer, &size), lg_yield_now()), 1);
    CHECK_INT(lg_try_write(&client, "data", 4, &size), 0);
    CHECK_INT(lg_shutdown_output(&client), 0);
    CHECK_INT(await lg_read(&server, buffer, sizeof buffer, &size), 0);
    CHECK_INT(size, 4);
    CHECK_INT(await lg_write_all(&server, "answer", 6, NULL), 0); /* the other direction is open */
    CHECK_INT(await lg_read(&server, buffer, sizeof buffer, &size), 0);
    CHECK_INT(size, 0);
    CHECK_INT(await lg_read(&client, buffer, sizeof buffer, &size), 0);
    CHECK_INT(size, 6);
    CHECK_INT(await lg_write_all(&client, "x", 1, NULL), EPIPE);
    (void)error;
}

/* A pipe that nobody reads gives EPIPE, and no signal; one that is pending stays so. */
async void test_broken_pipe(void)
{
    lg_scoped(lg_stream) reader = {0}, writer = {0};
    CHECK_INT(lg_pipe(&reader, &writer), 0);
    lg_stream_drop(&reader);
    CHECK_INT(await lg_write_all(&writer, "x", 1, NULL), EPIPE);
    lg_stream_drop(&writer);
    lg_scoped(lg_stream) one = {0}, other = {0};
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    lg_stream_drop(&other);
    CHECK_INT(await lg_write_all(&one, "x", 1, NULL), EPIPE);
}

async void test_full_device(void)
{
    lg_scoped(lg_stream) full = {0};
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    CHECK(fd >= 0);
    CHECK_INT(lg_stream_from_fd(&full, fd), 0);
    CHECK_INT(await lg_write_all(&full, "x", 1, NULL), ENOSPC);
    CHECK_INT(lg_stream_from_fd(&full, -1), EBADF);
}

/* Something that is always ready, and that the system does not let one wait for. */
async void test_unwatchable(void)
{
    lg_scoped(lg_stream) null = {0};
    char byte;
    size_t got;
    CHECK_INT(lg_stream_from_fd(&null, open("/dev/null", O_RDWR | O_CLOEXEC)), 0);
    CHECK_INT(await lg_read(&null, &byte, 1, &got), 0);
    CHECK_INT(got, 0);
    CHECK_INT(await lg_write_all(&null, "x", 1, NULL), 0);
}

static void drop_all(lg_stream (*streams)[64])
{
    for (int i = 0; i < 64; i++)
        lg_stream_drop(&(*streams)[i]);
}

/* With no descriptor left accept says so at once, and the connection waits for better times. */
async void test_no_descriptors(void)
{
    lg_scoped(lg_listener) listener = {0};
    lg_scoped(lg_stream) client = {0}, server = {0};
    __attribute__((cleanup(drop_all))) lg_stream hoard[64] = {0};
    lg_address address;
    listen_on_loopback(&listener, &address);
    int error;
    CHECK_INT(await_any(error = lg_accept(&listener, &server, NULL), lg_yield_now()), 1);
    CHECK_INT(await lg_connect(&client, &address), 0);

    struct rlimit before, few;
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = (rlim_t)open_descriptors() + 8;
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &few), 0);
    int count = 0;
    while (count + 1 < 64 && (error = lg_stream_pair(&hoard[count], &hoard[count + 1])) == 0)
        count += 2;
    CHECK_INT(error, EMFILE);
    if (lg_stream_from_fd(&hoard[count], dup(0)) == 0) /* an odd one may be left */
        count++;
    CHECK_INT(await lg_accept(&listener, &server, NULL), EMFILE);
    CHECK_INT(await lg_accept(&listener, &server, NULL), EMFILE);
    lg_scoped(lg_stream) another = {0};
    CHECK_INT(await lg_connect(&another, &address), EMFILE);
    lg_scoped(lg_datagram) socket = {0};
    lg_scoped(lg_listener) second = {0};
    lg_scoped(lg_stream) reader = {0}, writer = {0};
    CHECK_INT(lg_datagram_bind(&socket, &address), EMFILE);
    CHECK_INT(lg_listen(&second, &address, NULL), EMFILE);
    CHECK_INT(lg_pipe(&reader, &writer), EMFILE);
    CHECK(lg_datagram_fd(&socket) == -1 && lg_listener_fd(&second) == -1);
    CHECK(lg_stream_fd(&reader) == -1 && lg_stream_fd(&writer) == -1);
    lg_stream_drop(&hoard[0]);
    CHECK_INT(await lg_accept(&listener, &server, NULL), 0);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &before), 0);
}

/* 0: it waits. */
async int wait_with(lg_stream *stream, int unused)
{
    struct rlimit before, few;
    char byte;
    size_t got;
    int error = 0;
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &before), 0);
    few = before;
    few.rlim_cur = limit_with(unused);
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &few), 0);
    await_any(error = lg_read(stream, &byte, 1, &got), lg_yield_now());
    CHECK_INT(setrlimit(RLIMIT_NOFILE, &before), 0);
    return error;
}

/* The first wait in a runtime needs descriptors of its own. However few there are, it says so. */
static void test_no_descriptors_to_wait(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    int unused = 0, error;
    for (; (error = block_on(wait_with(&one, unused))) == EMFILE; unused++)
        ;
    CHECK_INT(error, 0);
    CHECK(unused > 1);
}

/* A peer that says nothing: the timeout drops the wait, and the connection goes on. */
async void test_stall(void)
{
    lg_scoped(lg_stream) client = {0}, server = {0};
    char buffer[4];
    size_t size;
    int error = -1;
    await tcp_pair(&client, &server);
    CHECK_INT(await_timeout(5, error = lg_read(&client, buffer, sizeof buffer, &size)), ETIMEDOUT);
    CHECK_INT(error, -1);
    CHECK_INT(await lg_write_all(&server, "late", 4, NULL), 0);
    CHECK_INT(await lg_read(&client, buffer, sizeof buffer, &size), 0);
    CHECK_INT(size, 4);
}

/* A listener whose backlog is full answers nobody. */
async void test_connect_timeout(void)
{
    lg_scoped(lg_listener) listener = {0};
    __attribute__((cleanup(drop_all))) lg_stream clients[64] = {0};
    lg_address address;
    CHECK_INT(lg_address_of(&address, "127.0.0.1", 0), 0);
    CHECK_INT(lg_listen(&listener, &address, &(lg_listen_options){.backlog = 1}), 0);
    CHECK_INT(lg_listener_address(&listener, &address), 0);
    int error = 0, timeout = 0, count = 0;
    while (count < 64 && timeout == 0) {
        timeout = await_timeout(20, error = lg_connect(&clients[count], &address));
        CHECK(timeout || error == 0);
        count += timeout == 0;
    }
    CHECK_INT(timeout, ETIMEDOUT);
    CHECK_INT(lg_stream_fd(&clients[count]), -1);

    /* By name, with a limit for each address; given up in the middle, too. */
    char service[8];
    snprintf(service, sizeof service, "%d", lg_address_port(&address));
    CHECK_INT(await lg_connect_to(&clients[count], "127.0.0.1", service, 20), ETIMEDOUT);
    CHECK_INT(lg_stream_fd(&clients[count]), -1);
    CHECK_INT(await_timeout(20, error = lg_connect_to(&clients[count], "127.0.0.1", service, 100000)), ETIMEDOUT);
    CHECK_INT(lg_stream_fd(&clients[count]), -1);
}

static volatile sig_atomic_t alarms;

static void on_alarm(int signal)
{
    (void)signal;
    alarms++;
}

static char block[65536], received[65536];

async void send_blocks(lg_stream *stream)
{
    while (alarms < 100)
        CHECK_INT(await lg_write_all(stream, block, sizeof block, NULL), 0);
    CHECK_INT(lg_shutdown_output(stream), 0);
}

async void receive_blocks(lg_stream *stream)
{
    size_t got = 1;
    while (got > 0)
        CHECK_INT(await lg_read(stream, received, sizeof received, &got), 0);
}

/* Signals that interrupt system calls are not noticed. */
async void test_interrupted(void)
{
    lg_scoped(lg_stream) client = {0}, server = {0};
    const struct sigaction action = {.sa_handler = on_alarm}; /* without SA_RESTART */
    const struct itimerval often = {{0, 200}, {0, 200}}, never = {{0, 0}, {0, 0}};
    await tcp_pair(&client, &server);
    CHECK_INT(sigaction(SIGALRM, &action, NULL), 0);
    CHECK_INT(setitimer(ITIMER_REAL, &often, NULL), 0);
    await_all(receive_blocks(&server), send_blocks(&client));
    CHECK_INT(setitimer(ITIMER_REAL, &never, NULL), 0);
}

enum { SERVED = 400 };

/* What the tasks work on is the maker's: a task that is dropped before it began could not end it. */
static lg_stream ends[SERVED][2];

async void echo(lg_stream *stream)
{
    char buffer[100];
    size_t size;
    while (await lg_read(stream, buffer, sizeof buffer, &size) == 0 && size > 0)
        if (await lg_write_all(stream, buffer, size, NULL))
            return;
}

async void ask(lg_stream *stream)
{
    char answer[4];
    CHECK_INT(await lg_write_all(stream, "ask", 3, NULL), 0);
    CHECK_INT(await lg_read_exact(stream, answer, 3, NULL), 0);
}

/* Tasks that wait for sockets, or have not begun, are dropped with their runtime, and before it. */
async void leave_tasks_behind(void)
{
    for (int i = 0; i < SERVED; i++) {
        CHECK_INT(lg_stream_pair(&ends[i][0], &ends[i][1]), 0);
        lg_task *task = spawn(echo(&ends[i][0]));
        if (i % 3 == 0)
            await ask(&ends[i][1]);
        if (i % 5 == 0)
            lg_abort(task);
        lg_detach(task);
    }
}

static void test_shutdown(void)
{
    block_on(leave_tasks_behind());
    for (int i = 0; i < SERVED; i++) {
        lg_stream_drop(&ends[i][0]);
        lg_stream_drop(&ends[i][1]);
    }
}

int main(void)
{
    int before = open_descriptors();
    block_on(test_refused());
    block_on(test_reset(false));
    block_on(test_reset(true));
    block_on(test_reset_later());
    block_on(test_half_closed());
    block_on(test_broken_pipe());
    block_on(test_full_device());
    block_on(test_unwatchable());
    block_on(test_no_descriptors());
    test_no_descriptors_to_wait();
    block_on(test_stall());
    block_on(test_connect_timeout());
    block_on(test_interrupted());
    test_shutdown();
    CHECK_INT(open_descriptors(), before);
    return 0;
}
