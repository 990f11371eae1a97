// RUN: %cc_runtime -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=free %s -o %t && %t
// Memory that is out, at each place where tracing asks for it, one after the other: what is documented comes back, the
// program goes on, and in the end nothing is left.
#include "check.h"
#include "failing_realloc.h"
#include <lifeguard/trace.h>
#include <pthread.h>

/* Spans in each other, events, and tasks; what is not there is NULL, which is fine everywhere. */
static void *use(void *data)
{
    static const lg_future_type type = {.size = 1, .align = 1, .name = "no task"};
    lg_span *outer = lg_span_at(LG_WARN, "outer", lg_field("name", "value")), *inner;
    lg_entered in_outer = lg_span_enter(outer), in_inner;
    inner = lg_span_new("inner", "n=%d", 1);
    in_inner = lg_span_enter(inner);
    lg_event_at(LG_WARN, "an event", lg_field("name", "value"));
    lg_event("%0300d", 7);
    lg_span_follows(inner, outer);
    lg_trace_future(LG_FUTURE_CREATE, &type, data, 0, NULL);
    lg_entered_drop(&in_inner);
    lg_entered_drop(&in_outer);
    CHECK(!lg_span_current());
    lg_span_close(inner);
    lg_span_close(outer);
    return NULL;
}

/* On a thread of its own, whose buffer is made and given back. Whether each subscriber was whole. */
static void trace_everything(FILE *file)
{
    errno = 0;
    lg_subscriber *json = lg_trace_json(file), *chrome = json ? lg_trace_chrome(file) : NULL,
                  *otlp = chrome ? lg_trace_otlp(file, "test") : NULL;
    lg_trace_memory *memory = otlp ? lg_trace_memory_of(LG_WANTS_SPANS | LG_WANTS_TASKS | LG_WANTS_FUTURES) : NULL;
    if (!memory)
        CHECK_INT(errno, ENOMEM);
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, use, file), 0);
    CHECK_INT(pthread_join(thread, NULL), 0);
    size_t count = memory ? lg_trace_memory_count(memory) : 0;
    for (size_t i = 0; i < count; i++) {
        const lg_trace_record *record = lg_trace_memory_at(memory, i);
        CHECK(record->name && record->fields && record->message);
    }
    lg_trace_memory_drop(memory);
    int error = lg_trace_close(chrome);
    CHECK(error == 0 || error == ENOMEM);
    CHECK_INT(lg_trace_close(json), 0);
    CHECK_INT(lg_trace_close(otlp), 0);
}

static lg_poll ready(struct co *co, lg_context *cx)
{
    (void)cx;
    co->state = -1;
    return LG_READY;
}

/* Tasks, whose numbers need memory. Their own memory is not out. */
static void trace_tasks(int at)
{
    lg_runtime *runtime = lg_runtime_new(NULL);
    lg_trace_memory *memory = lg_trace_memory_of(LG_WANTS_TASKS);
    CHECK(runtime && memory);
    lg_detach(co_spawn_in(runtime, "ready", ready, NULL));
    atomic_store(&asked, 0);
    atomic_store(&fail_at, at);
    size_t count = lg_trace_memory_count(memory);
    atomic_store(&fail_at, 0);
    CHECK(count <= 1);
    co_block_on_in(runtime, ready, NULL);
    CHECK(lg_trace_memory_count(memory) >= 4);
    lg_trace_memory_drop(memory);
    lg_runtime_drop(runtime);
}

int main(void)
{
    FILE *file = tmpfile();
    CHECK(file);
    trace_everything(file); /* what is made once, and stays */
    trace_tasks(0);
    int before = atomic_load(&allocated), failures = 0;
    for (int i = 1;; i++, failures++) {
        atomic_store(&asked, 0);
        atomic_store(&fail_at, i);
        trace_everything(file);
        atomic_store(&fail_at, 0);
        CHECK_INT(atomic_load(&allocated), before);
        if (atomic_load(&asked) < i)
            break;
    }
    CHECK(failures > 15);
    for (int i = 1; i < 6; i++) {
        trace_tasks(i);
        CHECK_INT(atomic_load(&allocated), before);
    }
    CHECK_INT(lg_trace_filter(NULL), 0);
    atomic_store(&asked, 0);
    atomic_store(&fail_at, 1);
    CHECK_INT(lg_trace_filter("info"), ENOMEM);
    fclose(file);
    return 0;
}
