/* spans.c: a span held over an await, without hooks and with them.
 *
 * A span stands for a piece of work. It is entered for as long as its guard lives, and what happens meanwhile on the
 * thread is recorded as belonging to it. In ordinary code that is right. In an async function the guard lives on while
 * the function is suspended and the thread does something else; so a guard must step out whenever its function is
 * suspended, and in again when it goes on. That is what Lifecycle hooks are for, and lg_entered has them. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/trace.h>
#include <stdio.h>

/* --- The same guard without hooks: what one would write in ordinary C --- */

typedef struct plain_entered {
    lg_span *span, *outer;
} plain_entered;

static plain_entered plain_enter(lg_span *span)
{
    lg_entered entered = lg_span_enter(span);
    return (plain_entered){entered.span, entered.outer};
}

static void plain_entered_drop(plain_entered *self)
{
    lg_entered entered = {self->span, self->outer};
    lg_entered_drop(&entered);
}

/* --- A request: work, wait, work, wait, work --- */

static void work(int id, const char *what)
{
    lg_event("%d %s", id, what);
    lg_clock_advance_ms(1);
}

async void request_without_hooks(int id, uint64_t connect_ms, uint64_t query_ms)
{
    lg_scoped(lg_span_ref) span = lg_span_new("request", "id=%d", id);
    lg_scoped(plain_entered) in_span = plain_enter(span);
    work(id, "connects");
    await lg_sleep_ms(connect_ms);
    work(id, "asks");
    await lg_sleep_ms(query_ms);
    work(id, "is done");
}

async void request_with_hooks(int id, uint64_t connect_ms, uint64_t query_ms)
{
    lg_scoped(lg_span_ref) span = lg_span_new("request", "id=%d", id);
    lg_scoped(lg_entered) in_span = lg_span_enter(span);
    work(id, "connects");
    await lg_sleep_ms(connect_ms);
    work(id, "asks");
    await lg_sleep_ms(query_ms);
    work(id, "is done");
}

/* 0, or an errno value: ENOMEM where a task could not be made. */
async int join_both(lg_task *one, lg_task *two)
{
    int first = one ? await lg_join(one, NULL) : ENOMEM;
    int second = two ? await lg_join(two, NULL) : ENOMEM;
    return first ? first : second;
}

/* Two at a time. The tasks take turns on one thread, which is all it needs for a guard to be wrong. */
async int serve_without_hooks(void)
{
    lg_task *one = spawn(request_without_hooks(1, 5, 25)), *two = spawn(request_without_hooks(2, 10, 5));
    return await join_both(one, two);
}

async int serve_with_hooks(void)
{
    lg_task *one = spawn(request_with_hooks(1, 5, 25)), *two = spawn(request_with_hooks(2, 10, 5));
    return await join_both(one, two);
}

int main(void)
{
    const lg_runtime_options virtual_time = {.paused_clock = true}; /* each runtime counts from 0 */
    lg_runtime *first = lg_runtime_new(&virtual_time), *second = lg_runtime_new(&virtual_time);
    int error = first && second ? 0 : errno;
    if (!error) {
        lg_trace_to(stdout);
        puts("Without hooks: 2 seems a part of 1, 1 asks inside 2, and neither is ever idle.");
        error = block_on_in(first, serve_without_hooks());
        puts("\nWith hooks: each has what is its own, and is busy only while it works.");
        error |= block_on_in(second, serve_with_hooks());
        lg_trace_to(NULL);
    }
    lg_runtime_drop(first);
    lg_runtime_drop(second);
    return error != 0;
}
