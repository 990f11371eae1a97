// RUN: %cc_runtime -O2 %plugin %s -o %t && %t
// RUN: %cc_tsan %plugin %s -o %t.tsan && %t.tsan
// The first socket of a runtime is waited for while all workers but one sleep already, one of them in the seat, without
// a reactor: it has to be told that there is one now, or nobody sees what happens to the socket.
#include "io.h"
#include <sched.h>

enum { WORKERS = 3, ROUNDS = 100 };

static void wait_until_others_sleep(lg_runtime *runtime)
{
    lg_worker_stats stats;
    for (unsigned asleep = 0; asleep < WORKERS - 1; sched_yield()) {
        asleep = 0;
        for (unsigned i = 0; i < WORKERS; i++) {
            CHECK_INT(lg_runtime_worker_stats(runtime, i, &stats), 0);
            asleep += stats.parks > 0 && !stats.polling;
        }
    }
}

async void wait_for_byte(lg_stream *reader)
{
    char byte;
    size_t size;
    wait_until_others_sleep(lg_runtime_current());
    CHECK_INT(await lg_read(reader, &byte, 1, &size), 0);
    CHECK_INT(size, 1);
}

async void write_byte(lg_stream *writer)
{
    CHECK_INT(await lg_write_all(writer, "x", 1, NULL), 0);
}

int main(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        lg_stream reader, writer;
        lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = WORKERS});
        CHECK(runtime);
        CHECK_INT(lg_stream_pair(&reader, &writer), 0);
        lg_task *task = spawn_in(runtime, wait_for_byte(&reader));
        CHECK(task);
        for (lg_stats stats = {0}; stats.all.parks <= WORKERS; sched_yield()) /* until it waits, and all sleep */
            lg_runtime_stats(runtime, &stats);
        block_on(write_byte(&writer));
        CHECK_INT(block_on(lg_join(task, NULL)), 0);
        lg_stream_drop(&reader);
        lg_stream_drop(&writer);
        lg_runtime_drop(runtime);
    }
    return 0;
}
