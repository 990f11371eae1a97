// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan 300
// With a number as its argument the program does so many rounds.
// Nested spans in eight tasks on two workers, that are left and entered in whatever order the workers come to: each
// thread's stream of enters and exits is well nested, and each span has been busy for the sum of the polls it was
// entered in. Meanwhile a thread reads.
#include "check.h"
#include <lifeguard/trace.h>
#include <pthread.h>

enum { TASKS = 8, MOST_DEPTH = 3, POLLS = 4, MOST_SPANS = TASKS * MOST_DEPTH };

/* A future that enters up to three spans, each in the one before, and yields at random depths; hooks where lowering
 * puts them. */
struct nest {
    unsigned random;
    int depth, polls;
    bool waits;
    lg_span *spans[MOST_DEPTH];
    lg_entered entered[MOST_DEPTH];
};

static unsigned random_number(unsigned *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 16;
}

static void go_in(struct nest *nest)
{
    nest->spans[nest->depth] = lg_span_new("nest", NULL);
    nest->entered[nest->depth] = lg_span_enter(nest->spans[nest->depth]);
    nest->depth++;
}

static void go_out(struct nest *nest)
{
    nest->depth--;
    lg_entered_drop(&nest->entered[nest->depth]);
    lg_span_close(nest->spans[nest->depth]);
}

static lg_poll nest_poll(void *future, lg_context *cx, void *out)
{
    struct nest *nest = future;
    (void)out;
    for (int i = 0; i < nest->depth; i++)
        lg_entered_on_resume(&nest->entered[i], cx);
    for (int steps = (int)(random_number(&nest->random) % 4); steps > 0; steps--) {
        bool in = random_number(&nest->random) % 2;
        if (in && nest->depth < MOST_DEPTH)
            go_in(nest);
        else if (!in && nest->depth > 0)
            go_out(nest);
    }
    CHECK(lg_span_current() == (nest->depth ? nest->spans[nest->depth - 1] : NULL));
    if (++nest->polls < POLLS) {
        lg_waker_wake_by_ref(lg_context_waker(cx));
        for (int i = nest->depth - 1; i >= 0; i--)
            lg_entered_on_suspend(&nest->entered[i], cx);
        CHECK(!lg_span_current());
        return LG_PENDING;
    }
    while (nest->depth > 0)
        go_out(nest);
    return LG_READY;
}

static void nest_drop(void *future)
{
    (void)future;
    abort();
}

static const lg_future_type nest_type = {
    .size = sizeof(struct nest),
    .align = _Alignof(struct nest),
    .name = "nest",
    .poll = nest_poll,
    .drop = nest_drop,
};

static lg_poll round_of_tasks(struct co *co, lg_context *cx)
{
    static lg_task *tasks[TASKS];
    int error;
    CO_BEGIN;
    for (co->i = 0; co->i < TASKS; co->i++) {
        void *future;
        tasks[co->i] = lg_task_new(NULL, &nest_type, &future);
        CHECK(tasks[co->i]);
        *(struct nest *)future = (struct nest){.random = *(unsigned *)co->data + (unsigned)co->i};
        lg_task_start(tasks[co->i]);
    }
    for (co->i = 0; co->i < TASKS; co->i++) {
        CO_JOIN(tasks[co->i], NULL, &error);
        CHECK_INT(error, 0);
    }
    CO_END;
}

/* What has been seen of a span. */
struct seen {
    lg_instant entered; /* while it is */
    bool is_entered, is_closed;
    uint64_t busy;
};

enum { MOST_THREADS = 4096, ROUNDS_PER_LOOK = 16 };
static struct seen *seen;
static size_t seen_room;
static uint64_t first_span;
static uint64_t stacks[MOST_THREADS][MOST_DEPTH];
static int depths[MOST_THREADS];

static struct seen *seen_of(uint64_t span)
{
    CHECK(span >= first_span);
    size_t index = (size_t)(span - first_span);
    if (index >= seen_room) {
        size_t room = index * 2 + 64;
        seen = realloc(seen, room * sizeof *seen);
        CHECK(seen);
        memset(seen + seen_room, 0, (room - seen_room) * sizeof *seen);
        seen_room = room;
    }
    return &seen[index];
}

static void check_record(const lg_trace_record *record)
{
    struct seen *span = seen_of(record->span);
    CHECK(record->thread < MOST_THREADS && record->worker >= 0 && record->worker < 2);
    int *depth = &depths[record->thread];
    uint64_t *stack = stacks[record->thread];
    CHECK(!span->is_closed);
    switch (record->kind) {
    case LG_SPAN_NEW:
        CHECK_INT(record->parent, *depth ? stack[*depth - 1] : 0);
        break;
    case LG_SPAN_ENTER:
        CHECK(*depth < MOST_DEPTH && !span->is_entered);
        CHECK_INT(record->parent, *depth ? stack[*depth - 1] : 0);
        stack[(*depth)++] = record->span;
        span->is_entered = true;
        span->entered = record->at;
        break;
    case LG_SPAN_EXIT:
        CHECK(*depth > 0 && span->is_entered);
        CHECK_INT(stack[--*depth], record->span);
        CHECK(record->at >= span->entered);
        span->is_entered = false;
        span->busy += record->at - span->entered;
        CHECK_INT(record->busy, span->busy);
        break;
    default:
        CHECK_INT(record->kind, LG_SPAN_CLOSE);
        CHECK(!span->is_entered);
        CHECK_INT(record->busy, span->busy);
        span->is_closed = true;
        break;
    }
}

static size_t check_and_forget(lg_trace_memory *memory)
{
    size_t count = lg_trace_memory_count(memory);
    for (size_t i = 0; i < count; i++)
        check_record(lg_trace_memory_at(memory, i));
    for (size_t i = 0; i < seen_room; i++)
        CHECK(!seen[i].is_entered);
    for (int i = 0; i < MOST_THREADS; i++)
        CHECK_INT(depths[i], 0);
    lg_trace_memory_clear(memory);
    if (count > 0) {
        first_span += seen_room; /* not reached by far: the next number is asked for */
        memset(seen, 0, seen_room * sizeof *seen);
    }
    return count;
}

static atomic_bool stop;

/* Reads all the time what the workers write. */
static void *read_on(void *data)
{
    (void)data;
    while (!atomic_load(&stop))
        lg_trace_flush();
    return NULL;
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 3000;
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = 2});
    CHECK(runtime);
    lg_trace_memory *memory = lg_trace_memory_new();
    CHECK(memory);
    size_t records = 0;
    pthread_t reader;
    bool reads = rounds <= 3000; /* else it takes too much of a processor */
    if (reads)
        CHECK_INT(pthread_create(&reader, NULL, read_on, NULL), 0);
    for (int i = 0; i < rounds; i++) {
        if (i % ROUNDS_PER_LOOK == 0) {
            records += check_and_forget(memory);
            lg_span *next = lg_span_new("next", NULL); /* the numbers go up */
            first_span = lg_trace_memory_count(memory) ? lg_trace_memory_at(memory, 0)->span : 0;
            lg_span_close(next);
            lg_trace_memory_clear(memory);
        }
        unsigned seed = (unsigned)i * TASKS;
        co_block_on_in(runtime, round_of_tasks, &seed);
    }
    records += check_and_forget(memory);
    atomic_store(&stop, true);
    if (reads)
        pthread_join(reader, NULL);
    CHECK(records > (size_t)rounds * TASKS);
    CHECK_INT(lg_trace_dropped(), 0);
    lg_runtime_drop(runtime);
    lg_trace_memory_drop(memory);
    free(seen);
    return 0;
}
