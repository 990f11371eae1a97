/* server.h: an echo server in Lifeguard: a task for each connection, which reads and writes. Who includes it counts. */
#ifndef SERVER_H
#define SERVER_H

#include "bench.h"

#include <lifeguard.h>
#include <lifeguard/net.h>

/* One answer more was given. Whether it was the last: then nothing more is accepted. */
static bool was_last_answer(void);

static lg_task *accepting;

static inline async void serve(lg_stream accepted)
{
    lg_scoped(lg_stream) stream = accepted;
    char buffer[256]; /* one for each connection: others have one for all */
    size_t size;
    while (await lg_read(&stream, buffer, sizeof buffer, &size) == 0 && size > 0) {
        if (await lg_write_all(&stream, buffer, size, NULL))
            return;
        if (was_last_answer())
            lg_abort(accepting);
    }
}

static inline async void accept_all(void)
{
    lg_scoped(lg_listener) listener = {0};
    lg_address address;
    lg_address_of(&address, "127.0.0.1", 0);
    if (lg_listen(&listener, &address, NULL) || lg_listener_address(&listener, &address))
        abort();
    printf("%d\n", lg_address_port(&address));
    fflush(stdout);
    for (;;) {
        lg_stream stream = {0};
        if (await lg_accept(&listener, &stream, NULL))
            abort();
        lg_detach(spawn(serve(stream)));
    }
}

static inline async void run(void)
{
    accepting = spawn(accept_all());
    await lg_join(accepting, NULL);
}

#endif
