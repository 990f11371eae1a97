/* serving.h: what the servers among the samples have in common: who is connected, and how it all ends.
 *
 * Each connection is a task, and has a struct connection. That belongs to the set and not to the task: a task that is
 * aborted before it has run for the first time runs nothing, so it could not close a stream that was given to it. Here
 * the task only borrows; the set closes what is left. */
#ifndef SERVING_H
#define SERVING_H

#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/net.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct connection {
    lg_stream stream;
    char peer[LG_ADDRESS_TEXT];
    lg_task *task; /* NULL: none was made */
    bool idle;     /* between two requests: nobody minds if it ends here */
    bool left;     /* its task has nothing more to do but to end */
    struct connection *next;
};

struct connections {
    struct connection *first;
    unsigned count;
};

/* A guard for the top of a connection's task: its stream is closed when the task leaves, whichever way. */
typedef struct connection *connected;

static inline void connected_drop(connected *connection)
{
    lg_stream_drop(&(*connection)->stream);
    (*connection)->left = true;
}

/* A new member of the set, which takes over the stream. NULL where memory is out: the stream is closed. */
static inline struct connection *connection_new(struct connections *set, lg_stream *stream, const lg_address *peer)
{
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        lg_stream_drop(stream);
        return NULL;
    }
    connection->stream = *stream;
    *stream = (lg_stream){0};
    lg_address_text(peer, connection->peer);
    connection->next = set->first;
    set->first = connection;
    set->count++;
    return connection;
}

/* Joins the tasks of connections that have left, and forgets those. */
static inline async void reap(struct connections *set)
{
    for (struct connection **link = &set->first, *connection; (connection = *link);) {
        if (connection->task && !connection->left) {
            link = &connection->next;
            continue;
        }
        if (connection->task)
            await lg_join(connection->task, NULL); /* in the set until then: who drops this finds it there */
        *link = connection->next;
        set->count--;
        lg_stream_drop(&connection->stream);
        free(connection);
    }
}

/* Ends all connections that are idle, or all of them. */
static inline void abort_connections(struct connections *set, bool all)
{
    for (struct connection *connection = set->first; connection; connection = connection->next)
        if (connection->task && (all || connection->idle))
            lg_abort(connection->task);
}

/* Waits for the tasks of all. */
static inline async void join_all(struct connections *set)
{
    while (set->first) {
        struct connection *connection = set->first;
        set->first = connection->next;
        set->count--;
        if (connection->task)
            await lg_join(connection->task, NULL);
        lg_stream_drop(&connection->stream);
        free(connection);
    }
}

/* The idle ones end now, the others when they have finished, or after `grace_ms` milliseconds. */
static inline async void end_all(struct connections *set, uint64_t grace_ms)
{
    uint64_t until = lg_now_ms() + grace_ms;
    while (set->first && lg_now_ms() < until) {
        abort_connections(set, false);
        await lg_sleep_ms(10);
        await reap(set);
    }
    abort_connections(set, true);
    await join_all(set);
}

/* Listens on "PORT" of this machine, or on "HOST:PORT", and says where: with port 0 it is any that is free. */
static inline int listen_on(lg_listener *listener, const char *where)
{
    char host[128] = "127.0.0.1", text[LG_ADDRESS_TEXT];
    const char *colon = strrchr(where, ':');
    if (colon)
        snprintf(host, sizeof host, "%.*s", (int)(colon - where), where);
    lg_address address;
    int error = lg_address_of(&address, host, (uint16_t)strtoul(colon ? colon + 1 : where, NULL, 10));
    if (!error)
        error = lg_listen(listener, &address, NULL);
    if (!error)
        error = lg_listener_address(listener, &address);
    if (!error) {
        printf("listening on %s\n", lg_address_text(&address, text));
        fflush(stdout);
    }
    return error;
}

/* After a failed accept: with no descriptor left the next one would fail at once, too. */
static inline async void wait_for_better_times(int error)
{
    fprintf(stderr, "accept: %s\n", strerror(error));
    await lg_sleep_ms(100);
}

#endif
