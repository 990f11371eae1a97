/* instrumented.c: a span around somebody else's future.
 *
 * A guard inside a function follows that function. To trace a future from outside, wrap it: a future whose poll enters
 * the span, polls the one inside, and exits. The span belongs to the future and is kept in it, not in the thread or in
 * the executor, so this works wherever it is polled. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/trace.h>
#include <stdio.h>

struct wrapper {
    lg_future *inside;
    lg_span *span;
};

void wrapper_init(struct wrapper *self, lg_future *inside, lg_span *span)
{
    *self = (struct wrapper){inside, span};
}

lg_poll wrapper_poll(struct wrapper *self, lg_context *cx)
{
    lg_entered entered = lg_span_enter(self->span); /* not an async function: nothing suspends while it is in here */
    lg_poll poll = lg_future_poll(self->inside, cx, NULL);
    lg_entered_drop(&entered);
    return poll;
}

void wrapper_drop(struct wrapper *self)
{
    (void)self; /* future and span are the caller's */
}

/* Awaits `inside` in `span`; both stay the caller's. */
lg_leaf(struct wrapper, wrapper_init, wrapper_poll, wrapper_drop) void in_span(lg_future *inside, lg_span *span);

/* Knows nothing of spans. */
async void load(const char *what, uint64_t ms)
{
    lg_event("asks for %s", what);
    lg_clock_advance_ms(2);
    await lg_sleep_ms(ms);
    lg_event("unpacks %s", what);
    lg_clock_advance_ms(3);
}

static void drop_future(lg_future **box)
{
    lg_future_drop(*box);
}

/* A request, with a span of its own for each thing it waits for. 0, or an errno value. */
async int request(int id)
{
    lg_scoped(lg_span_ref) span = lg_span_new("request", "id=%d", id);
    lg_scoped(lg_entered) in_request = lg_span_enter(span);
    lg_scoped(lg_span_ref) first = lg_span_new("load", "what=text");
    lg_scoped(lg_span_ref) second = lg_span_new("load", "what=pictures");
    __attribute__((cleanup(drop_future))) lg_future *text = future(load("text", 10));
    __attribute__((cleanup(drop_future))) lg_future *pictures = future(load("pictures", 20));
    if (!text || !pictures)
        return ENOMEM;
    await_all(in_span(text, first), in_span(pictures, second));
    lg_event("complete");
    return 0;
}

int main(void)
{
    lg_clock_pause();
    lg_trace_to(stdout);
    int error = block_on(request(1));
    lg_trace_to(NULL);
    return error != 0;
}
