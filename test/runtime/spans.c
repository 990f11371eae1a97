// RUN: %cc_runtime %s -o %t && env LIFEGUARD_CLOCK=paused %t | FileCheck %s
// RUN: %cc_asan %s -o %t.asan && env LIFEGUARD_CLOCK=paused %t.asan | FileCheck %s
// Spans on a paused clock: which is current, busy and idle times, events, subscribers.
#include "check.h"
#include <lifeguard/trace.h>

static void test_nobody_listens(void)
{
    lg_span *span = lg_span_new("quiet", "n=%d", 1);
    lg_entered entered = lg_span_enter(span);
    CHECK(lg_span_current() == span);
    lg_clock_advance_ms(5);
    lg_event("nobody hears this");
    lg_entered_drop(&entered);
    lg_entered_drop(&entered);
    CHECK(!lg_span_current());
    CHECK_INT(lg_span_busy(span), 0);
    CHECK(strcmp(lg_span_name(span), "quiet") == 0);
    lg_span_close(span);
    /* no span is fine everywhere */
    entered = lg_span_enter(NULL);
    lg_entered_on_suspend(&entered, lg_context_noop());
    lg_entered_on_resume(&entered, lg_context_noop());
    lg_entered_drop(&entered);
    lg_span_close(NULL);
    CHECK_INT(lg_span_idle(NULL), 0);
}

/* A span over a sleep and some work, another inside: hooks where lowering puts them. */
struct spans {
    lg_span *outer, *inner;
    lg_entered in_outer, in_inner;
};

static lg_poll request(struct co *co, lg_context *cx)
{
    struct spans *s = co->data;
    if (co->state)
        lg_entered_on_resume(&s->in_outer, cx);
    if (co->state && co->i == 1)
        lg_entered_on_resume(&s->in_inner, cx);
    lg_poll poll;
    switch (co->state) {
    case 0:
        s->outer = lg_span_new("request", "id=%d", 7);
        s->in_outer = lg_span_enter(s->outer);
        lg_clock_advance_ms(1);
        lg_event("begin %s", "now");
        lg_sleep_init(&co->leaf.sleep, 10);
        co->state = 1;
        /* fallthrough */
    case 1:
        poll = lg_sleep_poll(&co->leaf.sleep, cx);
        if (poll == LG_PENDING)
            break;
        s->inner = lg_span_new("answer", NULL);
        s->in_inner = lg_span_enter(s->inner);
        lg_clock_advance_ms(2);
        co->i = 1;
        lg_sleep_init(&co->leaf.sleep, 20);
        co->state = 2;
        /* fallthrough */
    default:
        poll = lg_sleep_poll(&co->leaf.sleep, cx);
        if (poll == LG_PENDING)
            break;
        CHECK(lg_span_current() == s->inner);
        lg_entered_drop(&s->in_inner);
        lg_clock_advance_ms(3);
        CHECK(lg_span_current() == s->outer);
        lg_entered_drop(&s->in_outer);
        CHECK_INT(lg_span_busy(s->outer), 6 * LG_NS_PER_MS);
        CHECK_INT(lg_span_idle(s->outer), 30 * LG_NS_PER_MS);
        CHECK_INT(lg_span_busy(s->inner), 2 * LG_NS_PER_MS);
        CHECK_INT(lg_span_idle(s->inner), 23 * LG_NS_PER_MS);
        lg_span_close(s->outer); /* its child lives on */
        lg_span_ref_drop(&s->inner);
        CHECK(!s->inner);
        co->state = -1;
        return LG_READY;
    }
    if (co->i == 1)
        lg_entered_on_suspend(&s->in_inner, cx);
    lg_entered_on_suspend(&s->in_outer, cx);
    CHECK(!lg_span_current());
    return LG_PENDING;
}

static void check_record(lg_trace_memory *memory, size_t index, lg_trace_kind kind, const char *name, int ms,
                         unsigned depth)
{
    CHECK(index < lg_trace_memory_count(memory));
    const lg_trace_record *record = lg_trace_memory_at(memory, index);
    CHECK_INT(record->kind, kind);
    CHECK(strcmp(record->name, name) == 0);
    CHECK_INT(record->at, (lg_instant)ms * LG_NS_PER_MS);
    CHECK_INT(record->depth, depth);
}

int main(void)
{
    test_nobody_listens(); /* until 5 ms */
    lg_trace_memory *memory = lg_trace_memory_new();
    lg_trace_to(stdout);
    struct spans spans;
    co_block_on(request, &spans);
    lg_event("outside");
    lg_trace_to(NULL);
    lg_event("only remembered, %0300d", 1);

    check_record(memory, 0, LG_SPAN_NEW, "request", 5, 0);
    check_record(memory, 1, LG_SPAN_ENTER, "request", 5, 0);
    check_record(memory, 2, LG_EVENT, "request", 6, 0);
    check_record(memory, 3, LG_SPAN_EXIT, "request", 6, 0);
    check_record(memory, 4, LG_SPAN_ENTER, "request", 16, 0);
    check_record(memory, 5, LG_SPAN_NEW, "answer", 16, 1);
    check_record(memory, 6, LG_SPAN_ENTER, "answer", 16, 1);
    check_record(memory, 7, LG_SPAN_EXIT, "answer", 18, 1);
    check_record(memory, 8, LG_SPAN_EXIT, "request", 18, 0);
    check_record(memory, 9, LG_SPAN_ENTER, "request", 38, 0);
    check_record(memory, 10, LG_SPAN_ENTER, "answer", 38, 1);
    check_record(memory, 11, LG_SPAN_EXIT, "answer", 38, 1);
    check_record(memory, 12, LG_SPAN_EXIT, "request", 41, 0);
    check_record(memory, 13, LG_SPAN_CLOSE, "request", 41, 0);
    check_record(memory, 14, LG_SPAN_CLOSE, "answer", 41, 1);
    check_record(memory, 15, LG_EVENT, "", 41, 0);
    check_record(memory, 16, LG_EVENT, "", 41, 0);
    CHECK_INT(lg_trace_memory_count(memory), 17);
    CHECK(strcmp(lg_trace_memory_at(memory, 1)->fields, "id=7") == 0);
    CHECK(strcmp(lg_trace_memory_at(memory, 2)->message, "begin now") == 0);
    CHECK_INT(strlen(lg_trace_memory_at(memory, 16)->message), 317);
    CHECK_INT(lg_trace_memory_at(memory, 14)->parent, lg_trace_memory_at(memory, 13)->span);
    CHECK_INT(lg_trace_memory_at(memory, 12)->busy, 6 * LG_NS_PER_MS);
    CHECK_INT(lg_trace_memory_at(memory, 15)->span, 0);
    lg_trace_memory_drop(memory);
    lg_trace_memory_drop(NULL);

    lg_trace_to(stdout);
    lg_event("from outside: \t\u00e9 %s", "\033[31m\n    0.041000 forged\177\302\233");
    lg_trace_to(NULL);
    return 0;
}

// CHECK:      {{^}}    0.005000 > request id=7{{$}}
// CHECK-NEXT: {{^}}    0.006000   begin now{{$}}
// CHECK-NEXT: {{^}}    0.006000 < request id=7{{$}}
// CHECK-NEXT: {{^}}    0.016000 > request id=7{{$}}
// CHECK-NEXT: {{^}}    0.016000   > answer{{$}}
// CHECK-NEXT: {{^}}    0.018000   < answer{{$}}
// CHECK-NEXT: {{^}}    0.018000 < request id=7{{$}}
// CHECK-NEXT: {{^}}    0.038000 > request id=7{{$}}
// CHECK-NEXT: {{^}}    0.038000   > answer{{$}}
// CHECK-NEXT: {{^}}    0.038000   < answer{{$}}
// CHECK-NEXT: {{^}}    0.041000 < request id=7{{$}}
// CHECK-NEXT: {{^}}    0.041000 x request id=7 busy=6.000ms idle=30.000ms{{$}}
// CHECK-NEXT: {{^}}    0.041000   x answer busy=2.000ms idle=23.000ms{{$}}
// CHECK-NEXT: {{^}}    0.041000 outside{{$}}
// CHECK-NEXT: {{^}}    0.041000 from outside: é \x1b[31m\x0a    0.041000 forged\x7f\xc2\x9b{{$}}
// CHECK-NOT:  remembered
