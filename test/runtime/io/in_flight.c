// RUN: %cc_tsan %plugin -O1 %s -o %t && %t
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// A runtime, of each kind, ends while everything there is goes on in it: children, names, files, folders,
// datagrams, connections, signals, pipes. Some tasks are aborted before. No descriptor, child or byte is left.
#include "io.h"
#include <lifeguard/directory.h>
#include <lifeguard/file.h>
#include <lifeguard/process.h>
#include <lifeguard/resolve.h>
#include <lifeguard/signal.h>
#include <signal.h>
#include <sys/wait.h>

enum { WORKERS = 3, EACH = 4, ROUNDS = 8 };

static atomic_int turns; /* of all loops */

static void count_turn(void)
{
    atomic_fetch_add(&turns, 1);
}

async void run_children(void)
{
    const char *const words[] = {"echo", "hello", NULL};
    for (;; count_turn()) {
        lg_scoped(lg_process) child = {0};
        lg_scoped(lg_stream) out = {0};
        char text[6];
        lg_exit how;
        CHECK_INT(lg_process_start(&child, &(lg_command){.words = words}, NULL, &out, NULL), 0);
        CHECK_INT(await lg_read_exact(&out, text, sizeof text, NULL), 0);
        CHECK(memcmp(text, "hello\n", sizeof text) == 0);
        CHECK_INT(await lg_process_wait(&child, &how), 0);
        CHECK_INT(how.status, 0);
    }
}

async void look_up_names(void)
{
    for (;; count_turn()) {
        lg_scoped(lg_addresses) addresses = {0};
        int error = -1;
        if (await_any(error = lg_resolve(&addresses, "127.0.0.1", "80"), lg_sleep_ms(1)) == 0)
            CHECK(error == 0 && lg_address_port(&addresses.list[0]) == 80);
    }
}

async void read_files(void)
{
    for (;; count_turn()) {
        lg_scoped(lg_file) file = {0};
        char bytes[512];
        size_t got = 0;
        CHECK_INT(await lg_open(&file, "/proc/self/maps", O_RDONLY, 0), 0);
        CHECK_INT(await lg_file_read_at(&file, bytes, sizeof bytes, 0, &got), 0);
        CHECK(got > 0);
    }
}

async void walk_folders(void)
{
    for (;; count_turn()) {
        lg_scoped(lg_walk) walk = {0};
        lg_entry entry;
        int error = lg_walk_open(&walk, "/proc/self/fdinfo");
        do
            error = error ? error : await lg_walk_next(&walk, &entry);
        while (!error && entry.path);
        CHECK_INT(error, 0);
    }
}

async void send_to_itself(void)
{
    lg_scoped(lg_datagram) socket = {0};
    lg_address address;
    CHECK_INT(lg_address_of(&address, "127.0.0.1", 0), 0);
    CHECK_INT(lg_datagram_bind(&socket, &address), 0);
    CHECK_INT(lg_datagram_address(&socket, &address), 0);
    for (int i = 0, back;; i++, count_turn()) {
        size_t got;
        CHECK_INT(await lg_send_to(&socket, &i, sizeof i, &address), 0);
        CHECK_INT(await lg_receive_from(&socket, &back, sizeof back, &got, NULL), 0);
        CHECK(got == sizeof back && back == i);
    }
}

async void connect_to_itself(void)
{
    for (;; count_turn()) {
        lg_scoped(lg_stream) client = {0}, server = {0};
        char byte;
        await tcp_pair(&client, &server);
        CHECK_INT(await lg_write_all(&client, "x", 1, NULL), 0);
        CHECK_INT(await lg_read_exact(&server, &byte, 1, NULL), 0);
    }
}

async void write_to_pipes(void)
{
    lg_scoped(lg_stream) reader = {0}, writer = {0};
    CHECK_INT(lg_pipe(&reader, &writer), 0);
    for (char byte = 'x';; count_turn()) {
        CHECK_INT(await lg_write_all(&writer, &byte, 1, NULL), 0);
        await lg_yield_now();
        CHECK_INT(await lg_read_exact(&reader, &byte, 1, NULL), 0);
    }
}

async void hear_signals(void)
{
    lg_scoped(lg_signal) signal = {0};
    CHECK_INT(lg_signal_open(&signal, SIGUSR1), 0);
    for (;; count_turn()) {
        CHECK_INT(kill(getpid(), SIGUSR1), 0);
        int error = 0;
        if (await_any(error = lg_signal_wait(&signal), lg_sleep_ms(1)) == 0)
            CHECK_INT(error, 0);
    }
}

static lg_task *begin(lg_runtime *runtime, int which)
{
    switch (which % 8) {
    case 0:
        return spawn_in(runtime, run_children());
    case 1:
        return spawn_in(runtime, look_up_names());
    case 2:
        return spawn_in(runtime, read_files());
    case 3:
        return spawn_in(runtime, walk_folders());
    case 4:
        return spawn_in(runtime, send_to_itself());
    case 5:
        return spawn_in(runtime, connect_to_itself());
    case 6:
        return spawn_in(runtime, write_to_pipes());
    default:
        return spawn_in(runtime, hear_signals());
    }
}

async void let_turn(int more)
{
    for (int enough = atomic_load(&turns) + more; atomic_load(&turns) < enough;)
        await lg_yield_now();
}

int main(void)
{
    int before = open_descriptors();
    for (int round = 0; round < ROUNDS; round++) {
        lg_task *tasks[8 * EACH];
        unsigned workers = round % 2 ? WORKERS : 1;
        lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = workers, .blocking_threads = 4});
        CHECK(runtime);
        for (int i = 0; i < 8 * EACH; i++)
            CHECK((tasks[i] = begin(runtime, i)));
        block_on_in(runtime, let_turn(100 * round));
        for (int i = 0; i < 8 * EACH; i++) {
            if ((i + round) % 3 == 0)
                lg_abort(tasks[i]);
            lg_detach(tasks[i]);
        }
        block_on_in(runtime, let_turn(20 * round));
        if (round % 3)
            lg_runtime_drop(runtime);
        else
            CHECK_INT(lg_runtime_shutdown(runtime, 1), ETIMEDOUT);
        CHECK_INT(open_descriptors(), before);
        CHECK_INT(waitpid(-1, NULL, WNOHANG), -1);
        CHECK_INT(errno, ECHILD);
    }
    return 0;
}
