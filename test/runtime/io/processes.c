// RUN: %every_way %t %s
// Child processes and signals: pipes, exit status, what is inherited, what is killed, what cannot be run.
#include "io.h"
#include <lifeguard/process.h>
#include <lifeguard/signal.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/wait.h>

#define COMMAND(...) (&(lg_command){.words = (const char *const[]){__VA_ARGS__, NULL}})

async void read_text(lg_stream *stream, char *text, size_t size)
{
    size_t got = 1, all = 0;
    for (; got > 0; all += got)
        CHECK_INT(await lg_read(stream, text + all, size - 1 - all, &got), 0);
    text[all] = '\0';
}

async void write_text(lg_stream *stream, const char *text)
{
    CHECK_INT(await lg_write_all(stream, text, strlen(text), NULL), 0);
    lg_stream_drop(stream);
}

async void test_pipes(void)
{
    lg_scoped(lg_process) child = {0};
    lg_scoped(lg_stream) in = {0}, out = {0}, err = {0};
    char text[100], complaint[100];
    lg_exit how;
    CHECK_INT(lg_process_start(&child, COMMAND("sh", "-c", "cat; echo oh >&2; exit 7"), &in, &out, &err), 0);
    await_all(write_text(&in, "hello"), read_text(&out, text, sizeof text), read_text(&err, complaint, 100));
    CHECK(strcmp(text, "hello") == 0);
    CHECK(strcmp(complaint, "oh\n") == 0);
    CHECK_INT(await lg_process_wait(&child, &how), 0);
    CHECK_INT(how.status, 7);
    CHECK_INT(how.signal, 0);
    CHECK_INT(await lg_process_wait(&child, NULL), 0); /* again */
    CHECK_INT(lg_process_signal(&child, SIGTERM), ESRCH);
}

async void test_options(void)
{
    lg_scoped(lg_process) child = {0};
    lg_scoped(lg_stream) out = {0};
    char text[200];
    const char *const words[] = {"/bin/sh", "-c", "pwd; echo $A; cat; echo err >&2", NULL};
    const char *const environment[] = {"A=b", "PATH=/usr/bin:/bin", NULL};
    const lg_command command = {words, environment, "/", .quiet = true, .error_to_output = true};
    CHECK_INT(lg_process_start(&child, &command, NULL, &out, NULL), 0);
    await read_text(&out, text, sizeof text);
    CHECK(strcmp(text, "/\nb\nerr\n") == 0);
    CHECK_INT(await lg_process_wait(&child, NULL), 0);
}

async void test_not_found(void)
{
    lg_scoped(lg_process) child = {0};
    lg_scoped(lg_stream) in = {0};
    CHECK_INT(lg_process_start(&child, COMMAND("no-such-program-anywhere"), &in, NULL, NULL), ENOENT);
    CHECK_INT(lg_stream_fd(&in), -1);
    CHECK_INT(lg_process_start(&child, COMMAND("/etc/passwd"), NULL, NULL, NULL), EACCES);
    CHECK_INT(await lg_process_wait(&child, NULL), EBADF);
}

async void test_killed(void)
{
    lg_scoped(lg_process) child = {0};
    lg_exit how;
    int error = -1;
    CHECK_INT(lg_process_start(&child, COMMAND("sleep", "1000"), NULL, NULL, NULL), 0);
    CHECK(lg_process_id(&child) > 0 && kill(lg_process_id(&child), 0) == 0);
    CHECK_INT(await_timeout(1, error = lg_process_wait(&child, &how)), ETIMEDOUT);
    CHECK_INT(lg_process_signal(&child, SIGTERM), 0);
    CHECK_INT(await lg_process_wait(&child, &how), 0);
    CHECK_INT(how.status, -1);
    CHECK_INT(how.signal, SIGTERM);
    lg_scoped(lg_process) dropped = {0};
    CHECK_INT(lg_process_start(&dropped, COMMAND("sleep", "1000"), NULL, NULL, NULL), 0);
    CHECK_INT(error, -1);
}

/* Another part of the program has waited for it: so say all waits, and no signal goes to who has its number now. */
async void test_waited_elsewhere(void)
{
    lg_scoped(lg_process) child = {0}, dropped = {0};
    CHECK_INT(lg_process_start(&child, COMMAND("true"), NULL, NULL, NULL), 0);
    CHECK_INT(lg_process_start(&dropped, COMMAND("true"), NULL, NULL, NULL), 0);
    CHECK_INT(waitpid(lg_process_id(&child), NULL, 0), lg_process_id(&child));
    CHECK_INT(waitpid(lg_process_id(&dropped), NULL, 0), lg_process_id(&dropped));
    for (int i = 0; i < 2; i++) {
        CHECK_INT(await lg_process_wait(&child, NULL), ECHILD);
        CHECK_INT(lg_process_signal(&child, SIGTERM), ESRCH);
    }
    CHECK_INT(lg_process_signal(&dropped, SIGTERM), ESRCH);
}

/* However few descriptors there are, it says so, and leaves none open and no child behind. */
async void test_no_descriptors(void)
{
    struct rlimit before, few;
    int error = EMFILE, unused = 0;
    CHECK_INT(getrlimit(RLIMIT_NOFILE, &before), 0);
    for (; error; unused++) {
        lg_scoped(lg_process) child = {0};
        lg_scoped(lg_stream) in = {0}, out = {0}, err = {0};
        int opened = open_descriptors();
        few = before;
        few.rlim_cur = limit_with(unused);
        CHECK_INT(setrlimit(RLIMIT_NOFILE, &few), 0);
        error = lg_process_start(&child, COMMAND("true"), &in, &out, &err);
        CHECK_INT(setrlimit(RLIMIT_NOFILE, &before), 0);
        CHECK(error == 0 || error == EMFILE);
        if (error)
            CHECK_INT(open_descriptors(), opened);
        CHECK_INT(await lg_process_wait(&child, NULL), error ? EBADF : 0);
    }
    CHECK(unused > 6);
}

async void wait_for(lg_signal *signal, int *count)
{
    CHECK_INT(await lg_signal_wait(signal), 0);
    ++*count;
}

async void test_signals(void)
{
    lg_scoped(lg_signal) one = {0}, other = {0}, bad = {0};
    int count = 0, error = -1;
    CHECK_INT(lg_signal_open(&bad, 0), EINVAL);
    CHECK_INT(lg_signal_open(&bad, SIGKILL), EINVAL);
    CHECK_INT(await lg_signal_wait(&bad), EBADF);
    CHECK_INT(lg_signal_open(&one, SIGUSR1), 0);
    CHECK_INT(lg_signal_open(&other, SIGUSR1), 0);
    CHECK_INT(await_any(error = lg_signal_wait(&one), lg_yield_now()), 1); /* cancelled */
    raise(SIGUSR1);
    await_all(wait_for(&one, &count), wait_for(&other, &count));
    CHECK_INT(count, 2);
    lg_signal_drop(&other);
    for (int i = 0; i < 100; i++) {
        raise(SIGUSR1);
        await wait_for(&one, &count);
    }
    CHECK_INT(error, -1);
}

/* Wakers are woken without the library's locks: one may open and drop handles, its own too. */

struct owner {
    lg_signal *signal;
    sem_t woken;
};

static lg_waker owner_clone(void *data);

static void owner_wake(void *data)
{
    struct owner *owner = data;
    lg_scoped(lg_signal) other = {0};
    CHECK_INT(lg_signal_open(&other, SIGUSR2), 0);
    lg_signal_drop(owner->signal);
    sem_post(&owner->woken);
}

static void owner_drop(void *data)
{
    (void)data;
}

static lg_waker owner_clone(void *data)
{
    static const lg_waker_vtable vtable = {owner_clone, owner_wake, owner_wake, owner_drop};
    return (lg_waker){&vtable, data};
}

static void test_waker_ends_handle(void)
{
    lg_signal signal = {0};
    struct lg_signal_waiting waiting;
    struct owner owner = {.signal = &signal};
    lg_waker waker = owner_clone(&owner);
    lg_context cx;
    int error;
    CHECK_INT(sem_init(&owner.woken, 0, 0), 0);
    CHECK_INT(lg_signal_open(&signal, SIGUSR1), 0);
    lg_signal_waiting_init(&waiting, &signal);
    lg_context_init(&cx, &waker);
    CHECK_INT(lg_signal_waiting_poll(&waiting, &cx, &error), LG_PENDING);
    raise(SIGUSR1);
    while (sem_wait(&owner.woken))
        CHECK_INT(errno, EINTR);
    sem_destroy(&owner.woken);
}

/* Dropped, a signal does again what it did. */
static void test_restored(void)
{
    struct sigaction action;
    block_on(test_signals());
    CHECK_INT(sigaction(SIGUSR1, NULL, &action), 0);
    CHECK(action.sa_handler == SIG_DFL);
}

/* A process that has closed its own standard streams gets their numbers for its pipes: each still leads where it
 * should. */
static void test_without_streams(void)
{
    pid_t id = fork();
    if (id == 0) {
        for (int i = 0; i < 3; i++)
            close(i);
        block_on(test_pipes());
        _exit(0);
    }
    int how;
    CHECK_INT(waitpid(id, &how, 0), id);
    CHECK_INT(how, 0);
}

int main(void)
{
    int before = open_descriptors();
    block_on(test_pipes());
    test_without_streams();
    block_on(test_options());
    block_on(test_not_found());
    block_on(test_killed());
    block_on(test_waited_elsewhere());
    block_on(test_no_descriptors());
    test_restored();
    test_waker_ends_handle();
    CHECK_INT(open_descriptors(), before);
    CHECK_INT(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
    CHECK_INT(errno, ECHILD);
    return 0;
}
