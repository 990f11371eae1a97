/* lifeguard.c: a task for each connection, which reads and writes. */
#include "bench.h"

#include <lifeguard.h>
#include <lifeguard/net.h>

static lg_task *accepting;

async void serve(lg_stream accepted)
{
    lg_scoped(lg_stream) stream = accepted;
    char buffer[256]; /* one for each connection: others have one for all */
    size_t size;
    while (await lg_read(&stream, buffer, sizeof buffer, &size) == 0 && size > 0) {
        if (await lg_write_all(&stream, buffer, size, NULL))
            return;
        if (bench_answered())
            lg_abort(accepting);
    }
}

async void accept_all(void)
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

async void run(void)
{
    accepting = spawn(accept_all());
    await lg_join(accepting, NULL);
}

int main(int argc, char **argv)
{
    bench_arguments(argc, argv);
    block_on(run());
    return 0;
}
