/* zones.c: a profiler that knows nothing of async functions, and a guard that makes it right.
 *
 * Profilers of this kind, Tracy for one, have a call that begins a zone and one that ends it. A thread's zones must be
 * nested: what ends is the one begun last. A guard that ends its zone at the end of the scope is enough in ordinary
 * code. In an async function the zone would stay open while the function is suspended, and the next function on this
 * thread ends it in its place, or begins its own inside. With Lifecycle hooks the zone ends at each suspension, and
 * another of the same name begins when the function goes on, on whatever thread that is. */
#include <errno.h>
#include <lifeguard.h>
#include <stdio.h>

/* --- The profiler: its calls, and what it keeps for each thread --- */

typedef struct zone {
    const char *name;
    unsigned number;
} zone;

enum { MOST_OPEN = 8 };

static _Thread_local struct {
    zone open[MOST_OPEN];
    int depth;
    unsigned last_number;
} profiler;

static int wrong; /* zones that were not nested: counted by one thread, as all runs on one here */

static void profiler_print(const char *mark, const char *name, int depth, const char *remark)
{
    printf("%4llu ms %*s%s %s%s\n", (unsigned long long)lg_now_ms(), 2 * depth, "", mark, name, remark);
}

static zone profiler_begin(const char *name)
{
    zone begun = {name, ++profiler.last_number};
    profiler_print("begin", name, profiler.depth, "");
    if (profiler.depth < MOST_OPEN)
        profiler.open[profiler.depth++] = begun;
    return begun;
}

static void profiler_end(zone ended)
{
    int depth = profiler.depth - 1, is_innermost = depth >= 0 && profiler.open[depth].number == ended.number;
    if (depth >= 0)
        profiler.depth--;
    wrong += !is_innermost;
    profiler_print("end", ended.name, depth >= 0 ? depth : 0, is_innermost ? "" : "   <- not the innermost zone!");
}

/* --- A guard without hooks: what one would write in ordinary C --- */

typedef struct plain_zone {
    zone open;
} plain_zone;

static plain_zone plain_zone_begin(const char *name)
{
    return (plain_zone){profiler_begin(name)};
}

static void plain_zone_drop(plain_zone *self)
{
    profiler_end(self->open);
}

/* --- The same with hooks --- */

typedef struct lifecycle(zone_guard_on_resume, zone_guard_on_suspend) zone_guard {
    zone open;
} zone_guard;

static zone_guard zone_guard_begin(const char *name)
{
    return (zone_guard){profiler_begin(name)};
}

static void zone_guard_drop(zone_guard *self)
{
    profiler_end(self->open);
}

void zone_guard_on_suspend(zone_guard *self, lg_context *cx)
{
    (void)cx;
    profiler_end(self->open);
}

void zone_guard_on_resume(zone_guard *self, lg_context *cx)
{
    (void)cx;
    self->open = profiler_begin(self->open.name);
}

/* --- Work --- */

async void without_hooks(const char *name, uint64_t ms)
{
    lg_scoped(plain_zone) zone = plain_zone_begin(name);
    lg_clock_advance_ms(1);
    await lg_sleep_ms(ms);
    lg_clock_advance_ms(1);
}

async void with_hooks(const char *name, uint64_t ms)
{
    lg_scoped(zone_guard) outer = zone_guard_begin(name);
    lg_clock_advance_ms(1);
    {
        lg_scoped(zone_guard) inner = zone_guard_begin("waits");
        await lg_sleep_ms(ms);
    }
    lg_clock_advance_ms(1);
}

async void two_without_hooks(void)
{
    await_all(without_hooks("load", 5), without_hooks("draw", 10));
}

async void two_with_hooks(void)
{
    await_all(with_hooks("load", 5), with_hooks("draw", 10));
}

int main(void)
{
    const lg_runtime_options virtual_time = {.paused_clock = true}; /* each runtime counts from 0 */
    lg_runtime *first = lg_runtime_new(&virtual_time), *second = lg_runtime_new(&virtual_time);
    int error = first && second ? 0 : errno;
    if (!error) {
        puts("Without hooks: drawing seems a part of loading, which ends first.");
        block_on_in(first, two_without_hooks());
        printf("%d zones were not nested\n", wrong);
        wrong = 0;
        puts("\nWith hooks: a zone covers what its function does, and nothing else.");
        block_on_in(second, two_with_hooks());
        printf("%d zones were not nested\n", wrong);
        error = wrong;
    }
    lg_runtime_drop(first);
    lg_runtime_drop(second);
    return error != 0;
}
