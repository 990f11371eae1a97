// RUN: %cc_runtime %plugin -Xlinker --wrap=malloc %s -o %t && %t
// RUN: %cc_asan %plugin -Xlinker --wrap=malloc %s -o %t.asan && %t.asan
// Each allocation fails once, the library's and the event loop's: operations give ENOMEM, spawn gives NULL, and nothing
// is lost.
#include "io.h"
#include <event2/event.h>

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);

static long countdown = -1; /* allocations until the one that fails; -1: none does */

void *__wrap_malloc(size_t size)
{
    if (countdown >= 0 && countdown-- == 0)
        return NULL;
    return __real_malloc(size);
}

static void *failing_realloc(void *memory, size_t size)
{
    return countdown >= 0 && countdown-- == 0 ? NULL : realloc(memory, size);
}

async int receive(lg_stream *stream)
{
    char buffer[8];
    return await lg_read_exact(stream, buffer, 4, NULL);
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
    if (!error) /* before anybody accepts it */
        error = await lg_connect(&client, &address);
    if (!error)
        error = await lg_accept(&listener, &server, NULL);
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
    int before = open_descriptors(), failed = 0, sites = 0;
    for (long site = 0; failed < 3; site++, sites++) { /* until nothing fails any more */
        countdown = site;
        int error = run();
        CHECK(error == 0 || error == ENOMEM || error == EINVAL);
        failed = error ? 0 : failed + 1;
        CHECK_INT(open_descriptors(), before);
    }
    CHECK(sites > 10);
    return 0;
}
