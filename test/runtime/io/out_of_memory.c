// RUN: %cc_runtime %plugin -Wl,--wrap=malloc,--wrap=calloc,--wrap=pthread_create %s -o %t && %t
// RUN: %cc_asan %plugin -Wl,--wrap=malloc,--wrap=calloc,--wrap=pthread_create %s -o %t.asan && %t.asan
// Each allocation fails once, the library's and the event loop's: operations give ENOMEM, spawn gives NULL, and nothing
// is lost. The same of threads: operations that need one give EAGAIN, or ENOMEM where EAGAIN has another meaning.
#include "io.h"
#include <event2/event.h>
#include <lifeguard/buffered.h>
#include <lifeguard/directory.h>
#include <lifeguard/file.h>
#include <lifeguard/process.h>
#include <lifeguard/resolve.h>
#include <lifeguard/signal.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

static _Atomic long countdown = -1; /* allocations until the one that fails; -1: none does */

static bool fails(void)
{
    return countdown >= 0 && countdown-- == 0;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return fails() ? NULL : __real_calloc(count, size);
}

static void *failing_realloc(void *memory, size_t size)
{
    return fails() ? NULL : realloc(memory, size);
}

static bool no_threads;

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *data);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *data);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *), void *data)
{
    return no_threads ? EAGAIN : __real_pthread_create(thread, attributes, run, data);
}

async void ask_without_threads(void)
{
    lg_scoped(lg_addresses) addresses = {0};
    lg_scoped(lg_file) file = {0};
    lg_scoped(lg_walk) walk = {0};
    lg_scoped(lg_signal) signal = {0};
    lg_entry entry;
    CHECK_INT(await lg_resolve(&addresses, "127.0.0.1", "80"), EAGAIN);
    CHECK_INT(await lg_open(&file, "/dev/zero", O_RDONLY, 0), EAGAIN);
    CHECK_INT(lg_walk_open(&walk, "/proc/self/task"), 0);
    CHECK_INT(await lg_walk_next(&walk, &entry), EAGAIN);
    CHECK_INT(lg_signal_open(&signal, SIGUSR1), EAGAIN);
    no_threads = false;
    CHECK_INT(await lg_walk_next(&walk, &entry), 0); /* nothing of it was lost */
    CHECK(entry.path);
    no_threads = true;
}

/* Two ends that are polled by hand are waited for by a thread of the process, if there is one. */
static void test_no_threads(void)
{
    lg_scoped(lg_stream) one = {0}, other = {0};
    struct lg_transfer reading;
    char byte;
    size_t size;
    int error, before;
    no_threads = true;
    block_on(ask_without_threads());
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    before = open_descriptors();
    lg_read_init(&reading, &one, &byte, 1, &size);
    CHECK_INT(lg_read_poll(&reading, lg_context_noop(), &error), LG_READY);
    CHECK_INT(error, ENOMEM);
    CHECK_INT(open_descriptors(), before);
    no_threads = false;
    lg_read_init(&reading, &one, &byte, 1, &size);
    CHECK_INT(lg_read_poll(&reading, lg_context_noop(), &error), LG_PENDING);
    CHECK_INT(lg_try_write(&other, "x", 1, &size), 0);
    while (lg_read_poll(&reading, lg_context_noop(), &error) == LG_PENDING)
        sched_yield();
    CHECK_INT(error, 0);
}

async int receive(lg_stream *stream)
{
    char buffer[8];
    return await lg_read_exact(stream, buffer, 4, NULL);
}

static bool same_text(const char *one, const char *other)
{
    return strcmp(one, other) == 0;
}

/* Other handles than those of connections. */
async int use_handles(void)
{
    lg_scoped(lg_stream) reader = {0}, writer = {0}, one = {0}, other = {0}, in = {0}, out = {0}, null = {0};
    lg_scoped(lg_datagram) socket = {0};
    lg_scoped(lg_file) file = {0};
    lg_address address, from;
    char text[8] = "";
    size_t got;
    int error = lg_pipe(&reader, &writer);
    if (!error)
        error = await lg_write_all(&writer, "pipe", 4, NULL);
    if (!error)
        error = await lg_read_exact(&reader, text, 4, NULL);
    CHECK(error || same_text(text, "pipe"));
    if (!error)
        error = lg_stream_pair(&one, &other);
    if (!error)
        error = lg_stream_split(&one, &in, &out);
    CHECK(!error || (lg_stream_fd(&in) == -1 && lg_stream_fd(&out) == -1));
    if (!error)
        error = lg_stream_from_fd(&null, open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!error)
        error = lg_address_of(&address, "127.0.0.1", 0);
    if (!error)
        error = lg_datagram_bind(&socket, &address);
    if (!error)
        error = lg_datagram_address(&socket, &address);
    if (!error)
        error = await lg_send_to(&socket, "self", 4, &address);
    if (!error)
        error = await lg_receive_from(&socket, text, sizeof text, &got, &from);
    CHECK(error || (got == 4 && memcmp(text, "self", 4) == 0));
    if (!error)
        error = await lg_open(&file, "/dev/zero", O_RDONLY, 0);
    return error ? error : await lg_file_read(&file, text, sizeof text, &got);
}

/* What works on other threads and in other processes. */
async int ask_others(void)
{
    lg_scoped(lg_signal) signal = {0};
    lg_scoped(lg_addresses) addresses = {0};
    lg_scoped(lg_walk) walk = {0};
    lg_scoped(lg_process) child = {0};
    lg_scoped(lg_stream) out = {0};
    lg_scoped(lg_reader) reader = {0};
    lg_scoped(lg_writer) writer = {0};
    const char *const words[] = {"echo", "hello", NULL};
    lg_entry entry;
    char *line;
    size_t length;
    int error = lg_signal_open(&signal, SIGUSR1);
    if (!error)
        error = await lg_resolve(&addresses, "127.0.0.1", "80");
    if (!error)
        error = lg_walk_open(&walk, "/proc/self/task");
    if (!error)
        error = await lg_walk_next(&walk, &entry);
    if (!error)
        error = lg_process_start(&child, &(lg_command){.words = words}, NULL, &out, NULL);
    if (!error)
        error = lg_reader_open(&reader, &out, 100);
    if (!error)
        error = lg_writer_open(&writer, &out, 100);
    if (!error)
        error = await lg_reader_line(&reader, &line, &length);
    CHECK(error || same_text(line, "hello"));
    return error ? error : await lg_process_wait(&child, NULL);
}

/* A bit of everything; whether it went well. */
async int converse(void)
{
    lg_scoped(lg_listener) listener = {0};
    lg_scoped(lg_stream) client = {0}, server = {0};
    lg_address address;
    int error = lg_address_of(&address, "127.0.0.1", 0), other = 0;
    if (!error)
        error = lg_listen(&listener, &address, NULL);
    if (!error)
        error = lg_listener_address(&listener, &address);
    char service[8];
    snprintf(service, sizeof service, "%d", lg_address_port(&address));
    if (!error) /* before anybody accepts it */
        error = await lg_connect_to(&client, "127.0.0.1", service, 60000);
    if (!error)
        error = await lg_accept(&listener, &server, NULL);
    if (error)
        return error;
    error = await use_handles();
    if (!error)
        error = await ask_others();
    if (error)
        return error;
    lg_task *task = spawn(receive(&server));
    if (!task)
        return errno;
    await lg_yield_now();
    error = await lg_write_all(&client, "four", 4, NULL);
    lg_shutdown_output(&client);
    int joined = await lg_join(task, &other);
    return error ? error : joined ? joined : other;
}

async int converse_after(long countdown_then)
{
    countdown = countdown_then;
    return await converse();
}

/* block_on would abort where memory is out for the runtime itself; the test of that is elsewhere. */
static int run(void)
{
    lg_runtime *runtime = lg_runtime_new(NULL);
    if (!runtime)
        return errno;
    long left = countdown;
    countdown = -1;
    int error = block_on_in(runtime, converse_after(left));
    countdown = -1;
    lg_runtime_drop(runtime);
    return error;
}

int main(void)
{
    event_set_mem_functions(__wrap_malloc, failing_realloc, free);
    test_no_threads(); /* the first, as the process's threads stay */
    int before = open_descriptors(), failed = 0, sites = 0;
    for (long site = 0; failed < 3; site++, sites++) { /* until nothing fails any more */
        countdown = site;
        int error = run();
        CHECK(error == 0 || error == ENOMEM || error == EINVAL);
        failed = error ? 0 : failed + 1;
        CHECK_INT(open_descriptors(), before);
    }
    CHECK(sites > 20);
    return 0;
}
