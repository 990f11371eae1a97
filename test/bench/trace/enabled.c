/* enabled.c PAIRS: nanoseconds of processor time for each entering and leaving of a span that is kept in memory; in
 * rounds, after each of which what was kept is read and forgotten, once without counting that and once with it. */
#include <lifeguard/trace.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUND = 20000 };

/* Nanoseconds of the processor that this thread has used. */
static uint64_t used(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int main(int argc, char **argv)
{
    long rounds = (argc > 1 ? atol(argv[1]) : 1000000) / ROUND;
    lg_trace_memory *memory = lg_trace_memory_new();
    lg_span *span = lg_span_at(LG_INFO, "span", lg_field("id", 7));
    if (!memory || !span || rounds < 1)
        return 1;
    lg_trace_memory_clear(memory);
    uint64_t recording = 0, all = 0;
    size_t kept = 0;
    for (long round = 0; round <= rounds; round++) { /* the first one is to warm up */
        uint64_t begin = used();
        for (int i = 0; i < ROUND; i++) {
            lg_entered entered = lg_span_enter(span);
            lg_entered_drop(&entered);
        }
        uint64_t end = used();
        kept += lg_trace_memory_count(memory);
        lg_trace_memory_clear(memory);
        recording += round > 0 ? end - begin : 0;
        all += round > 0 ? used() - begin : 0;
    }
    printf("recording %.2f\nreading %.2f\nkept %zu\n", (double)recording / (double)(rounds * ROUND),
           (double)all / (double)(rounds * ROUND), kept);
    lg_span_close(span);
    lg_trace_memory_drop(memory);
    return lg_trace_dropped() != 0;
}
