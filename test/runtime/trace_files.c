// RUN: %cc_runtime %s -o %t && env LIFEGUARD_CLOCK=paused %t %t.json %t.chrome %t.otlp 1
// RUN: python3 %S/check_traces.py %t.json %t.chrome %t.otlp
// RUN: FileCheck %s --check-prefix JSON < %t.json && FileCheck %s --check-prefix OTLP < %t.otlp
// RUN: %t %t.json %t.chrome %t.otlp 3 && python3 %S/check_traces.py %t.json %t.chrome %t.otlp
// RUN: %cc_asan %s -o %t.asan && env LIFEGUARD_CLOCK=paused %t.asan %t.json %t.chrome %t.otlp 1
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan %t.json %t.chrome %t.otlp 3
// RUN: python3 %S/check_traces.py %t.json %t.chrome %t.otlp
// Tasks that wake each other, in spans, on one thread and on three, told to several subscribers at once;
// check_traces.py holds what they wrote against the rules of the formats.
#include "check.h"
#include <lifeguard/trace.h>
#include <math.h>

enum { TASKS = 5, TURNS = 4 };

static lg_poll player(struct co *co, lg_context *cx)
{
    struct {
        lg_span *span;
        lg_entered entered;
    } *own = co->data;
    if (co->state && own->span)
        lg_entered_on_resume(&own->entered, cx);
    lg_poll poll = LG_PENDING;
    switch (co->state) {
    case 0:
        own->span = lg_span_at(LG_WARN, "play \"loud\"", lg_field("id", (int)(uintptr_t)own & 0), lg_field("half", 0.5),
                               lg_field("good", (bool)true), lg_field("odd", "caf\xc3\xa9 \xff\n"));
        own->entered = lg_span_enter(own->span);
        co->state = 1;
        /* fallthrough */
    default:
        lg_event_at(LG_ERROR, "turn", lg_field("i", co->i), lg_field("low", -HUGE_VAL));
        if (co->i++ < TURNS) {
            if (co->i % 2)
                lg_clock_is_paused() ? lg_clock_advance_ms(1) : (void)0;
            lg_waker_wake_by_ref(lg_context_waker(cx));
            break;
        }
        lg_entered_drop(&own->entered);
        lg_span_ref_drop(&own->span);
        co->state = -1;
        poll = LG_READY;
        break;
    }
    if (own->span)
        lg_entered_on_suspend(&own->entered, cx);
    return poll;
}

static lg_poll all(struct co *co, lg_context *cx)
{
    static struct {
        lg_span *span;
        lg_entered entered;
    } own[TASKS];
    static lg_task *tasks[TASKS];
    int error;
    lg_span *request;
    lg_entered in_request;
    CO_BEGIN;
    request = lg_span_new("request", "id=%d to=%s", 7, "all");
    in_request = lg_span_enter(request);
    for (co->i = 0; co->i < TASKS; co->i++)
        tasks[co->i] = co_spawn("player", player, &own[co->i]);
    lg_entered_drop(&in_request);
    lg_span_close(request);
    for (co->i = 0; co->i < TASKS; co->i++) {
        CO_JOIN(tasks[co->i], NULL, &error);
        CHECK_INT(error, 0);
    }
    CO_END;
}

/* Counts what it is told, and wants spans only. */
struct counting {
    lg_subscriber subscriber;
    int count;
};

static void count(lg_subscriber *self, const lg_trace_record *record)
{
    CHECK(record->kind <= LG_SPAN_FOLLOWS);
    ((struct counting *)(void *)self)->count++;
}

int main(int argc, char **argv)
{
    CHECK_INT(argc, 5);
    FILE *files[3];
    for (int i = 0; i < 3; i++)
        CHECK(files[i] = fopen(argv[i + 1], "w"));
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = (unsigned)atoi(argv[4])});
    struct counting counting = {.subscriber = {.record = count, .when = LG_BATCHED}};
    lg_subscriber *json = lg_trace_json(files[0]), *chrome = lg_trace_chrome(files[1]),
                  *otlp = lg_trace_otlp(files[2], "the \"test\"");
    CHECK(json && chrome && otlp);
    lg_subscribe(&counting.subscriber);
    co_block_on_in(runtime, all, NULL);
    lg_event("outside");
    lg_unsubscribe(&counting.subscriber);
    int counted = counting.count;
    CHECK(counted > TASKS * TURNS);
    lg_span *open = lg_span_new("left open", "not pairs");
    lg_entered in_open = lg_span_enter(open);
    CHECK_INT(lg_trace_close(json), 0);
    CHECK_INT(lg_trace_close(chrome), 0);
    lg_entered_drop(&in_open);
    lg_span_close(open);
    CHECK_INT(lg_trace_close(otlp), 0);
    CHECK_INT(lg_trace_close(NULL), 0);
    CHECK_INT(counting.count, counted);
    for (int i = 0; i < 3; i++)
        CHECK_INT(fclose(files[i]), 0);
    lg_runtime_drop(runtime);
    /* a disk that is full is told of */
    FILE *full = fopen("/dev/full", "w");
    CHECK(full);
    json = lg_trace_json(full);
    lg_event("lost");
    CHECK_INT(lg_trace_close(json), ENOSPC);
    fclose(full);
    return 0;
}

// clang-format off
// JSON: {"ns":0,"kind":"spawn","name":"co","task":1,
// JSON: "kind":"new","level":"info","name":"request","span":[[R:[0-9]+]],"task":1,"fields":{"id":"7","to":"all"},"thread":1
// JSON: "kind":"new","level":"warn","target":"trace_files.c","name":"play \"loud\"","span":[[P:[0-9]+]],"task":2,"fields":{"id":0,"half":0.5,"good":true,"odd":"café \ufffd\u000a"}
// JSON-NEXT: "kind":"follows",{{.*}}"span":[[P]],"task":2,"follows":[[R]],
// JSON: "kind":"close",{{.*}}"span":[[P]],{{.*}}"follows":[[R]],{{.*}}"busy":2000000,"idle":8000000,
// JSON: "kind":"enter","level":"info","name":"left open",{{.*}}"fields":{"text":"not pairs"}

// OTLP: {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"the \"test\""}}]},"scopeSpans":[{"scope":{"name":"lifeguard"},"spans":[{"traceId":"[[T:[0-9a-f]+]]","spanId":"[[S:[0-9a-f]+]]","name":"request","kind":1,"startTimeUnixNano":"0","endTimeUnixNano":"0"
// OTLP: "severityNumber":17,"severityText":"ERROR","body":{"stringValue":"turn"},"attributes":[{"key":"i","value":{"intValue":"0"}},{"key":"low","value":{"doubleValue":"-Infinity"}}
// OTLP: "name":"play \"loud\"",{{.*}}{"key":"half","value":{"doubleValue":0.5}},{"key":"good","value":{"boolValue":true}}{{.*}}"links":[{"traceId":"[[T]]","spanId":"[[S]]"}]
