/* pipeline.c: a rate-limited pipeline: pages are fetched, four at a time at most and not more than one every 10 ms,
 * then measured, then added up; each stage waits for the next.
 *
 * Three things hold it back, each of its own kind. An interval sets the rate at which fetches begin. A semaphore limits
 * how many are under way, however long each takes. A bounded queue between two stages lets the slower one set the pace:
 * it fills up, and who sends waits. Nothing piles up anywhere, however many pages there are.
 *
 * Each fetch and each stage has a span: with LIFEGUARD_TRACE=1 the trace shows who waits for whom. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/join_set.h>
#include <lifeguard/sync.h>
#include <lifeguard/trace.h>
#include <stdio.h>
#include <stdlib.h>

enum { PAGES = 12, AT_A_TIME = 4, RATE_MS = 10, QUEUED = 2 };

struct page {
    int number, bytes;
};

/* Has its permit: that is given back when it is done, or dropped. */
async int fetch(int number, lg_semaphore_permit moved, const lg_mpsc_sender *fetched)
{
    lg_scoped(lg_semaphore_permit) permit = moved;
    lg_scoped(lg_span_ref) span = lg_span_new("fetch", "page=%d", number);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    printf("%3u ms: fetch %d\n", (unsigned)lg_now_ms(), number);
    await lg_sleep_ms(60); /* the network */
    struct page page = {number, 100 * number};
    return await lg_mpsc_send(fetched, &page); /* may wait, and holds its permit: fetching slows down, too */
}

/* Begins the fetches, and waits for them. Then its end of the queue goes, and with that the queue is closed. */
async int fetch_all(lg_mpsc_sender moved)
{
    lg_scoped(lg_mpsc_sender) fetched = moved;
    lg_semaphore slots = LG_SEMAPHORE_INIT(AT_A_TIME);
    lg_scoped(lg_join_set) fetches = {0};
    lg_interval rate = lg_interval_ms(RATE_MS);
    int error = lg_join_set_new(&fetches), result;
    for (int i = 1; !error && i <= PAGES; i++) {
        lg_semaphore_permit permit = {0};
        await lg_interval_tick(&rate);
        error = await lg_semaphore_acquire(&slots, 1, &permit);
        if (!error)
            error = lg_join_set_add(&fetches, spawn(fetch(i, permit, &fetched)));
    }
    while ((result = await lg_join_set_next(&fetches, &error)) != ENOENT)
        if (result || error)
            return result ? result : error;
    return error;
}

/* The slow stage. */
async int measure_all(lg_mpsc_receiver moved, lg_mpsc_sender moved_too)
{
    lg_scoped(lg_mpsc_receiver) fetched = moved;
    lg_scoped(lg_mpsc_sender) measured = moved_too;
    lg_scoped(lg_span_ref) span = lg_span_new("measure", NULL);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    struct page page;
    while (await lg_mpsc_recv(&fetched, &page) == 0) {
        await lg_sleep_ms(15);
        int error = await lg_mpsc_send(&measured, &page.bytes);
        if (error)
            return error;
    }
    return 0;
}

async int add_up(lg_mpsc_receiver moved, int *sum)
{
    lg_scoped(lg_mpsc_receiver) measured = moved;
    lg_scoped(lg_span_ref) span = lg_span_new("add up", NULL);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    int bytes;
    while (await lg_mpsc_recv(&measured, &bytes) == 0)
        *sum += bytes;
    return 0;
}

async int run(int *sum)
{
    lg_mpsc_sender to_measure, to_sum;
    lg_mpsc_receiver fetched, measured;
    int errors[3] = {0};
    int error = lg_mpsc_new(sizeof(struct page), QUEUED, NULL, &to_measure, &fetched);
    if (error)
        return error;
    error = lg_mpsc_new(sizeof(int), QUEUED, NULL, &to_sum, &measured);
    if (error) {
        lg_mpsc_sender_drop(&to_measure);
        lg_mpsc_receiver_drop(&fetched);
        return error;
    }
    await_all(errors[0] = fetch_all(to_measure), errors[1] = measure_all(fetched, to_sum),
              errors[2] = add_up(measured, sum));
    return errors[0] ? errors[0] : errors[1] ? errors[1] : errors[2];
}

int main(void)
{
    int sum = 0;
    if (getenv("LIFEGUARD_TRACE"))
        lg_trace_to(stderr);
    lg_clock_pause();
    int error = block_on(run(&sum));
    if (error)
        fprintf(stderr, "pipeline: error %d\n", error);
    printf("%3u ms: %d bytes\n", (unsigned)lg_now_ms(), sum);
    return error != 0;
}
