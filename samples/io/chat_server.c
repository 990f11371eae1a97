/* chat_server.c: what one says, all the others hear.
 *
 *     lifeguard cc chat_server.c -o chat_server && ./chat_server 7001
 *     nc 127.0.0.1 7001
 *
 * The first line that a client sends is its name; every other goes to everybody. Each connection does two things at the
 * same time, hearing and saying: two futures in one task (await_any), on the two halves of a stream, and when one of
 * them ends the other is dropped. Between the tasks is a broadcast channel that keeps the last hundred lines. Who reads
 * too slowly is told how many lines were lost; nobody waits for the slow. */
#include "serving.h"

#include <lifeguard/buffered.h>
#include <lifeguard/signal.h>
#include <lifeguard/sync.h>
#include <lifeguard/trace.h>
#include <signal.h>

enum { KEPT = 100, GRACE_MS = 100 };

/* What goes through the channel: copied as a whole to each receiver. */
struct message {
    const void *from; /* who need not hear it again */
    char text[512];
};

static lg_broadcast_sender everybody;

static void say(const void *from, const char *name, const char *text)
{
    struct message message = {.from = from};
    snprintf(message.text, sizeof message.text, "%s%s%s\n", name, from ? ": " : " ", text);
    lg_broadcast_send(&everybody, &message); /* EPIPE: nobody is there to hear it */
}

/* Hears what the client sends until it ends. */
async int hear(lg_stream *stream, struct connection *connection)
{
    lg_scoped(lg_reader) reader = {0};
    char name[32] = "", *line;
    size_t length;
    int error = lg_reader_open(&reader, stream, 400); /* a longer line is EMSGSIZE, and the end */
    while (!error && !(error = await lg_reader_line(&reader, &line, &length)) && line) {
        if (name[0]) {
            say(connection, name, line);
        } else if (length > 0) {
            snprintf(name, sizeof name, "%s", line);
            lg_event("is %s", name);
            say(NULL, name, "has come");
        }
    }
    if (name[0])
        say(NULL, name, "has gone");
    return error;
}

/* Says to the client what the others say, until that fails. */
async int tell(lg_stream *stream, lg_broadcast_receiver *messages, struct connection *connection)
{
    struct message message;
    for (;;) {
        int error = await lg_broadcast_recv(messages, &message);
        if (error == EOVERFLOW) {
            snprintf(message.text, sizeof message.text, "… %llu lines are lost\n",
                     (unsigned long long)messages->missed);
            message.from = NULL;
        } else if (error) {
            return error;
        }
        if (message.from == connection)
            continue;
        error = await lg_write_all(stream, message.text, strlen(message.text), NULL);
        if (error)
            return error;
    }
}

async void chat(struct connection *connection)
{
    lg_scoped(connected) here = connection;
    lg_scoped(lg_span_ref) span = lg_span_new("chatter", "peer=%s", connection->peer);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    lg_scoped(lg_broadcast_receiver) messages = lg_broadcast_subscribe(&everybody);
    lg_scoped(lg_stream) from = {0}, to = {0};
    connection->idle = true; /* a chat may end at any time */
    int error = lg_stream_split(&connection->stream, &from, &to);
    if (!error)
        await_any(error = hear(&from, connection), error = tell(&to, &messages, connection));
    lg_event("ends%s%s", error ? ": " : "", error ? strerror(error) : "");
}

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
            connection->task = spawn(chat(connection));
    }
}

async int serve(const char *where)
{
    lg_scoped(lg_listener) listener = {0};
    lg_scoped(lg_signal) terminate = {0}, interrupt = {0};
    lg_scoped(lg_broadcast_receiver) unused = {0};
    struct connections set = {0};
    int error = lg_broadcast_new(sizeof(struct message), KEPT, &everybody, &unused);
    if (!error)
        error = lg_signal_open(&terminate, SIGTERM);
    if (!error)
        error = lg_signal_open(&interrupt, SIGINT);
    if (!error)
        error = listen_on(&listener, where);
    if (!error) {
        await_any(accept_all(&listener, &set), error = lg_signal_wait(&terminate), error = lg_signal_wait(&interrupt));
        lg_listener_drop(&listener);
        await end_all(&set, GRACE_MS);
        puts("bye");
    }
    lg_broadcast_sender_drop(&everybody);
    return error;
}

int main(int argc, char **argv)
{
    if (getenv("LIFEGUARD_TRACE"))
        lg_trace_to(stderr);
    int error = block_on(serve(argc > 1 ? argv[1] : "7001"));
    if (error)
        fprintf(stderr, "chat_server: %s\n", strerror(error));
    return error != 0;
}
