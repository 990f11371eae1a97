// RUN: %every_way %t %s
// `instrument`: a span for each call, entered while it is polled, closed on every way out; its fields and its error.
#include "check.h"
#include <lifeguard/task_local.h>
#include <lifeguard/trace.h>
#include <errno.h>
#include <string.h>
LOG;

static lg_trace_memory *memory;
static char told[4096];

/* What has been told since the last time: > enter, < exit, x close, "text" an event. */
static const char *tell(void)
{
    static size_t seen;
    told[0] = '\0';
    for (; seen < lg_trace_memory_count(memory); seen++) {
        const lg_trace_record *r = lg_trace_memory_at(memory, seen);
        const char *kind = r->kind == LG_SPAN_ENTER   ? ">"
                           : r->kind == LG_SPAN_EXIT  ? "<"
                           : r->kind == LG_SPAN_CLOSE ? "x"
                           : r->kind == LG_SPAN_NEW   ? "+"
                                                      : "!";
        size_t at = strlen(told);
        snprintf(told + at, sizeof told - at, "%s%s%s%s%s", at ? " " : "", kind, r->kind == LG_EVENT ? r->message : r->name,
                 r->kind == LG_SPAN_NEW && r->fields[0] ? " " : "", r->kind == LG_SPAN_NEW ? r->fields : "");
    }
    return told;
}
#define CHECK_TOLD(text)                                                                                               \
    do {                                                                                                               \
        const char *is = tell();                                                                                       \
        if (strcmp(is, text) != 0)                                                                                     \
            fprintf(stderr, "told: %s\n", is);                                                                         \
        CHECK(strcmp(told, text) == 0);                                                                                \
    } while (0)

instrument async int simple(int n)
{
    await later(n);
    return n;
}

/* The prototype's mark holds for the definition. */
instrument_with(id, name, rate, on, err, name = "named", target = "here", level = debug) async int fields(
    long id, const char *name, float rate, bool on, int unused, int result);

async int fields(long id, const char *name, float rate, bool on, int unused, int result)
{
    lg_event("in");
    (void)id, (void)name, (void)rate, (void)on, (void)unused;
    if (result < 0)
        return await simple(result);
    await lg_yield_now();
    return result;
}

instrument_with(a, b, err < 0) async int at_once(int a, unsigned char b)
{
    return a - b;
}

instrument_with(err) async char *pointer(char *p)
{
    await lg_yield_now();
    return p;
}

/* Pinned, cannot be assigned, never read: a field is the argument all the same. */
instrument_with(all) async void arguments(const int fixed, int taken, int unread)
{
    int *p = &taken;
    (void)unread;
    await lg_yield_now();
    *p += fixed;
}

typedef struct lifecycle(noisy_resume, noisy_suspend) noisy {
    const char *name;
} noisy;
void noisy_resume(noisy *self, lg_context *cx)
{
    (void)cx;
    lg_event("%s resumes", self->name);
}
void noisy_suspend(noisy *self, lg_context *cx)
{
    (void)cx;
    lg_event("%s suspends", self->name);
}
static void noisy_end(noisy *self)
{
    lg_event("%s ends", self->name);
}

/* The span's guard is the outermost but for the parameters. */
instrument async int guarded(noisy parameter, int turns)
{
    __attribute__((cleanup(noisy_end))) noisy local = {"local"};
    int span = 0, self = 0, cx = 0;
    for (int i = 0; i < turns; i++) {
        await lg_yield_now();
        if (i == 2)
            return 7;
    }
    (void)parameter;
    return span + self + cx;
}

async void both(void)
{
    await_all(simple(1), guarded((noisy){"other"}, 1));
}

static int poll_by_hand(lg_future *f)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    return lg_future_poll(f, &cx, NULL) == LG_READY;
}

int main(void)
{
    lg_clock_pause();
    CHECK(block_on(simple(1)) == 1); /* nobody listens */
    CHECK(lg_trace_filter("trace") == 0);
    memory = lg_trace_memory_new();

    CHECK(block_on(simple(2)) == 2);
    CHECK_TOLD("+simple >simple <simple >simple <simple xsimple");

    CHECK(block_on(fields(5, "five", 0.5f, true, 9, EIO)) == EIO);
    CHECK_TOLD("+named id=5 name=five rate=0.5 on=true >named !in <named >named !failed <named xnamed");
    CHECK(block_on(fields(5, NULL, 1, false, 9, 0)) == 0);
    CHECK_TOLD("+named id=5 name=(null) rate=1 on=false >named !in <named >named <named xnamed");

    CHECK(block_on(at_once(3, 2)) == 1);
    CHECK_TOLD("+at_once a=3 b=2 >at_once <at_once xat_once");
    CHECK(block_on(at_once(3, 4)) == -1);
    CHECK_TOLD("+at_once a=3 b=4 >at_once !failed <at_once xat_once");

    CHECK(block_on(pointer(NULL)) == NULL);
    CHECK_TOLD("+pointer >pointer <pointer >pointer !failed <pointer xpointer");

    block_on(arguments(1, 2, 3));
    CHECK_TOLD("+arguments fixed=1 taken=2 unread=3 >arguments <arguments >arguments <arguments xarguments");

    CHECK(block_on(guarded((noisy){"parameter"}, 5)) == 7);
    CHECK_TOLD("+guarded >guarded !local suspends <guarded !parameter suspends !parameter resumes >guarded !local resumes "
               "!local suspends <guarded !parameter suspends !parameter resumes >guarded !local resumes "
               "!local suspends <guarded !parameter suspends !parameter resumes >guarded !local resumes "
               "!local ends <guarded xguarded");

    /* Side by side, each is in its own. */
    block_on(both());
    CHECK_TOLD("+simple >simple <simple +guarded >guarded !local suspends <guarded !other suspends "
               ">simple <simple xsimple !other resumes >guarded !local resumes !local ends <guarded xguarded");

    /* Dropped while suspended: entered, left, closed. Dropped before the first poll: there is no span. */
    lg_future *f = future(simple(9));
    CHECK(!poll_by_hand(f));
    lg_future_drop(f);
    CHECK_TOLD("+simple >simple <simple >simple <simple xsimple");
    f = future(simple(9));
    lg_future_drop(f);
    CHECK_TOLD("");
    f = future(guarded((noisy){"parameter"}, 5));
    CHECK(!poll_by_hand(f));
    lg_future_drop(f);
    CHECK_TOLD("+guarded >guarded !local suspends <guarded !parameter suspends "
               "!parameter resumes >guarded !local resumes !local ends <guarded xguarded");
    CHECK(lg_span_current() == NULL);
    lg_trace_memory_drop(memory);
}
