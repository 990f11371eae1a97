// RUN: %cc_runtime %s -o %t && env LIFEGUARD_CLOCK=paused LIFEGUARD_TRACE=warn,net=trace,span_levels=info,db=off %t
// RUN: %cc_asan %s -o %t.asan && \
// RUN:   env LIFEGUARD_CLOCK=paused LIFEGUARD_TRACE=warn,net=trace,span_levels=info,db=off %t.asan
// RUN: %clang -std=c11 -O1 -Wall -Wextra -Wpedantic -Werror -I %include -DMOST=LG_WARN -DONLY_LEVELS -c %s -o %t.o
// RUN: not grep -q 'not compiled' %t.o
// RUN: %clang -std=c11 -O1 -I %include -DMOST=LG_DEBUG -DONLY_LEVELS -c %s -o %t.o && grep -q 'not compiled' %t.o
// Levels, targets, filters from the environment and by call; fields of every type; what is off is not evaluated.
#ifdef MOST
#define LIFEGUARD_MAX_LEVEL MOST
#endif
#include <lifeguard/trace.h>

void compiled_or_not(int id);
void compiled_or_not(int id)
{
    lg_event_at(LG_DEBUG, "not compiled", lg_field("id", id));
    lg_span_close(lg_span_at(LG_INFO, "not compiled"));
}

#ifndef ONLY_LEVELS
#include "check.h"
#include <limits.h>

static int evaluated;

static int value(void)
{
    return ++evaluated;
}

static void at_net(void)
{
    static lg_callsite here = {"packet", "net.tcp", LG_TRACE, "x.c", 7, LG__UNKNOWN, NULL};
    if (lg_callsite_is_on(&here))
        lg_event_make(&here, NULL, 0);
}

static void at_network(void) /* net is not its beginning */
{
    static lg_callsite here = {"packet", "network", LG_INFO, "x.c", 8, LG__UNKNOWN, NULL};
    if (lg_callsite_is_on(&here))
        lg_event_make(&here, NULL, 0);
}

static void at_db(void)
{
    static lg_callsite here = {"query", "db", LG_ERROR, "x.c", 9, LG__UNKNOWN, NULL};
    if (lg_callsite_is_on(&here))
        lg_event_make(&here, NULL, 0);
}

static void here(void)
{
    lg_event_at(LG_INFO, "info", lg_field("n", value()));
    lg_event_at(LG_DEBUG, "debug", lg_field("n", value()));
}

static void check_messages(lg_trace_memory *memory, const char *should)
{
    for (size_t i = 0, count = lg_trace_memory_count(memory); i < count; i++)
        note("%s%s%s", lg_trace_memory_at(memory, i)->message, *lg_trace_memory_at(memory, i)->fields ? ":" : "",
             lg_trace_memory_at(memory, i)->fields);
    lg_trace_memory_clear(memory);
    CHECK_LOG(should);
}

static void everything(void)
{
    at_net();
    at_network();
    at_db();
    here();
}

static void test_filters(void)
{
    everything(); /* nobody listens */
    CHECK_INT(evaluated, 0);
    CHECK(!lg_span_at(LG_ERROR, "nobody listens"));
    lg_trace_memory *memory = lg_trace_memory_new();
    everything();
    check_messages(memory, "packet info:n=1");
    CHECK_INT(lg_trace_filter("debug"), 0);
    everything();
    check_messages(memory, "packet query info:n=2 debug:n=3");
    CHECK_INT(lg_trace_filter("net.tcp"), 0);
    everything();
    check_messages(memory, "packet");
    CHECK_INT(lg_trace_filter(" net.tcp=OFF , net=trace, db "), 0); /* the longer one decides */
    everything();
    check_messages(memory, "query");
    CHECK_INT(lg_trace_filter(""), 0);
    everything();
    check_messages(memory, "");
    CHECK_INT(lg_trace_filter("net=loud"), EINVAL);
    CHECK_INT(lg_trace_filter("=info"), EINVAL);
    everything();
    check_messages(memory, ""); /* as it was */
    CHECK_INT(lg_trace_filter("1"), 0);
    everything();
    check_messages(memory, "packet query info:n=4");
    CHECK_INT(lg_trace_filter(NULL), 0); /* the environment's */
    everything();
    lg_event("not heard: warnings only");
    check_messages(memory, "packet info:n=5");
    lg_trace_memory_drop(memory);
    everything();
    CHECK_INT(evaluated, 5);
}

static void test_fields(void)
{
    CHECK_INT(lg_trace_filter("trace"), 0);
    lg_trace_memory *memory = lg_trace_memory_new();
    char name[] = "two words";
    int *nowhere = NULL;
    lg_span *span =
        lg_span_at(LG_DEBUG, "all", lg_field("least", LLONG_MIN), lg_field("most", ULLONG_MAX), lg_field("half", 0.5f),
                   lg_field("yes", (bool)true), lg_field("name", name), lg_field("quote", "a\"b"),
                   lg_field("none", (const char *)NULL), lg_field("pointer", nowhere), lg_field("char", (char)-1));
    name[0] = 'T'; /* it was copied */
    lg_entered entered = lg_span_enter(span);
    lg_event_at(LG_TRACE, "inside", lg_field("name", name), lg_field("empty", ""));
    lg_entered_drop(&entered);
    lg_span_close(span);
    lg_event_at(LG_ERROR, "outside");
    CHECK_INT(lg_trace_memory_count(memory), 6);
    const lg_trace_record *made = lg_trace_memory_at(memory, 0), *inside = lg_trace_memory_at(memory, 2),
                          *outside = lg_trace_memory_at(memory, 5);
    CHECK(strcmp(made->fields, "least=-9223372036854775808 most=18446744073709551615 half=0.5 yes=true "
                               "name=\"two words\" quote=\"a\\\"b\" none=(null) pointer=0 char=-1") == 0);
    CHECK_INT(made->field_count, 9);
    CHECK_INT(made->field_list[0].kind, LG_INT_FIELD);
    CHECK(made->field_list[0].value.integer == LLONG_MIN);
    CHECK_INT(made->field_list[2].kind, LG_DOUBLE_FIELD);
    CHECK(strcmp(made->field_list[4].value.text, "two words") == 0);
    CHECK_INT(made->level, LG_DEBUG);
    CHECK(strcmp(made->target, "span_levels.c") == 0);
    CHECK_INT(inside->span, made->span);
    CHECK_INT(inside->level, LG_TRACE);
    CHECK(strcmp(inside->fields, "name=\"Two words\" empty=\"\"") == 0);
    CHECK(strcmp(inside->field_list[0].value.text, "Two words") == 0);
    CHECK(strcmp(inside->name, "all") == 0 && strcmp(inside->message, "inside") == 0);
    CHECK(strcmp(outside->message, "outside") == 0 && !*outside->fields && outside->span == 0);
    CHECK(outside->line > 0 && strstr(outside->file, "span_levels.c"));
    lg_trace_memory_drop(memory);
}

/* Spans that nobody hears of are nobody's parents; those that are open when the last one stops to listen are fine. */
static void test_unheard(void)
{
    CHECK_INT(lg_trace_filter("warn"), 0);
    lg_trace_memory *memory = lg_trace_memory_new();
    lg_span *outer = lg_span_at(LG_WARN, "outer");
    lg_entered in_outer = lg_span_enter(outer);
    lg_span *unheard = lg_span_new("unheard", "n=%d", 1), *null = lg_span_at(LG_INFO, "null");
    CHECK(unheard && !null);
    lg_entered in_null = lg_span_enter(null), in_unheard = lg_span_enter(unheard);
    CHECK(lg_span_current() == unheard);
    lg_span *inner = lg_span_at(LG_ERROR, "inner");
    lg_event_at(LG_ERROR, "heard");
    lg_entered_drop(&in_unheard);
    lg_span_close(unheard);
    lg_entered_drop(&in_null);
    CHECK_INT(lg_trace_memory_count(memory), 4);
    CHECK_INT(lg_trace_memory_at(memory, 2)->parent, lg_trace_memory_at(memory, 0)->span);
    CHECK_INT(lg_trace_memory_at(memory, 2)->depth, 1);
    CHECK_INT(lg_trace_memory_at(memory, 3)->span, lg_trace_memory_at(memory, 0)->span);
    lg_span_follows(inner, outer);
    CHECK_INT(lg_trace_memory_count(memory), 5);
    CHECK_INT(lg_trace_memory_at(memory, 4)->kind, LG_SPAN_FOLLOWS);
    CHECK_INT(lg_trace_memory_at(memory, 4)->other, lg_trace_memory_at(memory, 0)->span);
    lg_trace_memory_drop(memory);
    lg_entered_drop(&in_outer);
    lg_span_close(outer);
    lg_span_close(inner);
}

/* A buffer that is full drops what comes, and counts it. */
static void test_bounded(void)
{
    CHECK_INT(lg_trace_filter("info"), 0);
    CHECK_INT(lg_trace_buffer_size(0), EINVAL);
    CHECK_INT(lg_trace_buffer_size(1), 0); /* 64 KiB */
    lg_trace_memory *memory = lg_trace_memory_new();
    enum { MANY = 10000 };
    uint64_t before = lg_trace_dropped();
    for (int i = 0; i < MANY; i++)
        lg_event_at(LG_INFO, "many", lg_field("i", i));
    size_t kept = lg_trace_memory_count(memory);
    CHECK(kept > 500 && kept < 1500);
    CHECK_INT(lg_trace_dropped() - before, MANY - kept);
    CHECK(strcmp(lg_trace_memory_at(memory, kept - 1)->message, "many") == 0);
    lg_event_at(LG_INFO, "room again");
    CHECK_INT(lg_trace_memory_count(memory), kept + 1);
    /* more than fits into one record is cut off */
    static char longer[20000];
    memset(longer, 'x', sizeof longer - 1);
    lg_trace_memory_clear(memory);
    lg_event("%s", longer);
    lg_event_at(LG_INFO, "long", lg_field("text", longer), lg_field("n", 1));
    CHECK_INT(lg_trace_memory_count(memory), 2);
    CHECK_INT(strlen(lg_trace_memory_at(memory, 0)->message), 4095);
    CHECK_INT(strlen(lg_trace_memory_at(memory, 1)->fields), strlen("text= n=1") + 1023);
    lg_trace_memory_drop(memory);
    CHECK_INT(lg_trace_buffer_size(16 << 20), 0);
}

int main(void)
{
    test_filters();
    test_fields();
    test_unheard();
    test_bounded();
    return 0;
}
#endif
