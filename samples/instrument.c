/* instrument.c: spans without a line in the body: `instrument` before an async function gives each of its calls a span.
 *
 * The span is made at the first poll, left whenever the call is suspended, and closed when it ends or is dropped. With
 * `instrument_with`, arguments become fields, and a result that is an error becomes an event in the span. A file that
 * is told none of it pays a comparison and a branch at each suspension. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/trace.h>
#include <stdio.h>

/* Nobody needs to see this unless they look for a fault: the level is one that is not heard without a filter. */
instrument_with(page, level = debug) async void sleep_for(int page)
{
    await lg_sleep_ms((uint64_t)(10 * page));
}

/* `err`: a result that is not 0 is an error. */
instrument_with(page, err, target = "store") async int load(int page)
{
    lg_event("asks for page %d", page);
    await sleep_for(page);
    return page == 3 ? ENOENT : 0;
}

/* All arguments, whatever they are; and plain `instrument` for none. */
instrument_with(all, name = "request") async int answer(const char *who, int first, int last)
{
    int error = 0;
    lg_event("wants %d pages, %s", last - first + 1, who);
    for (int page = first; page <= last && !error; page++)
        error = await load(page);
    return error;
}

instrument async int serve(void)
{
    int one, two;
    await_all(one = answer("Ada", 1, 2), two = answer("Grace", 3, 4));
    return one ? one : two;
}

/* It does not matter how a call ends: here it is dropped, and its spans are closed all the same. */
instrument async int serve_in_time(void)
{
    int error;
    return await_timeout(15, error = answer("Barbara", 2, 2)) ? ETIMEDOUT : error;
}

int main(void)
{
    lg_clock_pause();
    lg_trace_to(stdout);
    int served = block_on(serve());
    int in_time = block_on(serve_in_time());
    if (lg_trace_filter("info,store=off"))
        return 1;
    printf("without the spans of target store\n");
    served = served == ENOENT ? block_on(serve()) : 0;
    lg_trace_to(NULL);
    return served == ENOENT && in_time == ETIMEDOUT ? 0 : 1;
}
