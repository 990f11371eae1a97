/* echo.c CONNECTIONS REQUESTS SUBSCRIBER: an echo server on two workers, a task for each connection, to be asked by
 * ../echo/load.c. SUBSCRIBER is who is told what it does: `nobody`; `memory`, which keeps all until the end; `counter`,
 * which is told all in batches; or one that writes a file that is removed: `chrome`, `json`, `otlp`. Prints the port;
 * at the end requests per second, nanoseconds of processor time per request, and how many records were told and
 * dropped. */
#include "../echo/server.h"

#include <lifeguard/trace.h>
#include <string.h>
#include <time.h>

static _Atomic(unsigned long) answers;
static _Atomic(double) began, ended, used;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The first answer to each connection is not counted. */
static bool was_last_answer(void)
{
    unsigned long count = atomic_fetch_add_explicit(&answers, 1, memory_order_relaxed) + 1;
    if (count == connections) {
        began = now();
        used = cpu_ns();
    }
    if (count == requests) {
        ended = now();
        used = cpu_ns() - used;
    }
    return count == requests;
}

static unsigned long told;

static void count_record(lg_subscriber *self, const lg_trace_record *record)
{
    (void)self, (void)record;
    told++;
}

int main(int argc, char **argv)
{
    enum { ALL = LG_WANTS_SPANS | LG_WANTS_TASKS | LG_WANTS_FUTURES, ROOM = 1 << 30 };
    const char *who = argc == 4 ? argv[3] : "";
    bench_arguments(argc == 4 ? 3 : argc, argv);
    lg_subscriber counter = {.record = count_record, .when = LG_BATCHED, .wants = ALL}, *file = NULL;
    lg_trace_memory *memory = NULL;
    FILE *written = tmpfile();
    if (!written)
        bench_fail("tmpfile");
    if (!strcmp(who, "memory")) {
        lg_trace_buffer_size(ROOM);
        memory = lg_trace_memory_of(ALL);
    } else if (!strcmp(who, "counter")) {
        lg_subscribe(&counter);
    } else if (!strcmp(who, "chrome")) {
        file = lg_trace_chrome(written);
    } else if (!strcmp(who, "json")) {
        file = lg_trace_json(written);
    } else if (!strcmp(who, "otlp")) {
        file = lg_trace_otlp(written, "echo");
    }
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = 2});
    block_on_in(runtime, run());
    lg_runtime_drop(runtime);
    if (memory)
        told = lg_trace_memory_count(memory);
    double count = (double)(requests - connections);
    printf("%.0f %.0f %lu %llu\n", count / (ended - began), used / count, told, (unsigned long long)lg_trace_dropped());
    lg_trace_memory_drop(memory);
    if (!strcmp(who, "counter"))
        lg_unsubscribe(&counter);
    int error = lg_trace_close(file);
    fclose(written);
    return error;
}
