/* echo_server.c: gives back what it is sent, to any number of clients at a time.
 *
 *     lifeguard cc echo_server.c -o echo_server && ./echo_server 7000
 *     nc 127.0.0.1 7000
 *
 * A task for each connection: it reads, it writes, and it waits in between, which costs next to nothing. Each has a
 * span, so the trace (LIFEGUARD_TRACE=1) tells them apart though they take turns on one thread. SIGTERM and SIGINT end
 * the server: it accepts no more, gives the connections two seconds, and leaves nothing behind. */
#include "serving.h"

#include <lifeguard/signal.h>
#include <lifeguard/trace.h>
#include <signal.h>

enum { GRACE_MS = 2000 };

async void echo(struct connection *connection)
{
    lg_scoped(connected) here = connection;
    lg_scoped(lg_span_ref) span = lg_span_new("connection", "peer=%s", connection->peer);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    char buffer[4096];
    size_t size, all = 0;
    int error = 0;
    for (;; all += size) {
        connection->idle = true;
        error = await lg_read(&connection->stream, buffer, sizeof buffer, &size);
        connection->idle = false;
        if (error || size == 0)
            break;
        error = await lg_write_all(&connection->stream, buffer, size, NULL);
        if (error)
            break;
    }
    lg_event("%zu bytes%s%s", all, error ? ", " : "", error ? strerror(error) : "");
}

/* Until it is dropped: whoever awaits this awaits something else beside it. */
async void accept_all(lg_listener *listener, struct connections *set)
{
    for (;;) {
        lg_scoped(lg_stream) stream = {0};
        lg_address peer;
        int error = await lg_accept(listener, &stream, &peer);
        if (error) {
            await wait_for_better_times(error);
            continue;
        }
        await reap(set);
        struct connection *connection = connection_new(set, &stream, &peer);
        if (connection)
            connection->task = spawn(echo(connection));
    }
}

async int serve(const char *where)
{
    lg_scoped(lg_listener) listener = {0};
    lg_scoped(lg_signal) terminate = {0}, interrupt = {0};
    struct connections set = {0};
    int error = lg_signal_open(&terminate, SIGTERM);
    if (!error)
        error = lg_signal_open(&interrupt, SIGINT);
    if (!error)
        error = listen_on(&listener, where);
    if (error)
        return error;
    await_any(accept_all(&listener, &set), error = lg_signal_wait(&terminate), error = lg_signal_wait(&interrupt));
    lg_listener_drop(&listener);
    await end_all(&set, GRACE_MS);
    puts("bye");
    return error;
}

int main(int argc, char **argv)
{
    if (getenv("LIFEGUARD_TRACE"))
        lg_trace_to(stderr);
    int error = block_on(serve(argc > 1 ? argv[1] : "7000"));
    if (error)
        fprintf(stderr, "echo_server: %s\n", strerror(error));
    return error != 0;
}
