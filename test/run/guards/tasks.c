// RUN: %check_in_every_way
// What cancels a task's future: lg_abort, the end of its runtime, await_timeout, losing in await_any. Each takes the
// same way out as a drop by hand.
#include "Inputs/record.h"

static async void inner(void)
{
    lg_scoped(tracked) b = track("b");
    lg_scoped(revoked) c = revocable("c");
    await lg_sleep_ms(1000);
    say("never");
}
static async void works(void)
{
    lg_scoped(tracked) a = track("a");
    await inner();
}

static async void aborts(void)
{
    lg_task *task = spawn(works());
    await lg_yield_now();
    say("abort");
    lg_abort(task);
    say("asked");
    int error = await lg_join(task, NULL);
    say(error == ECANCELED ? "cancelled" : "(finished)");
}

// Aborted before its first poll, a task runs nothing.
static async void aborts_at_once(void)
{
    lg_task *task = spawn(works());
    lg_abort(task);
    int error = await lg_join(task, NULL);
    say(error == ECANCELED ? "cancelled" : "(finished)");
}

// block_on drops what is unfinished when its own future is ready, in spawn order.
static async void named(const char *name)
{
    lg_scoped(tracked) guard = track(name);
    await lg_sleep_ms(1000);
}
static async void leaves_behind(void)
{
    lg_detach(spawn(named("1")));
    lg_detach(spawn(named("2")));
    await lg_yield_now();
    say("end");
}

static async int times_out(void)
{
    lg_scoped(tracked) o = track("o");
    int error = await_timeout(10, works());
    await lg_yield_now();
    return error;
}

// No time at all: the operand is polled once and dropped; the function itself was never suspended.
static async int times_out_at_once(void)
{
    lg_scoped(tracked) o = track("o");
    return await_timeout(0, works());
}

static async int loses(void)
{
    lg_scoped(tracked) o = track("o");
    return await_any(works(), lg_sleep_ms(10), named("n"));
}

// A task that awaits others when it is aborted: the whole tree.
static async void tree(void)
{
    lg_scoped(tracked) t = track("t");
    await_all(named("1"), works(), named("2"));
}
static async void aborts_a_tree(void)
{
    lg_task *task = spawn(tree());
    await lg_yield_now();
    lg_abort(task);
    await lg_join(task, NULL);
}

// A runtime that ends drops its tasks in spawn order, those that were never polled too.
static async void spawns(void)
{
    lg_detach(spawn(named("1")));
    lg_detach(spawn(works()));
    await lg_yield_now();
    lg_detach(spawn(named("3")));
}
static int test_end_of_runtime(void)
{
    lg_runtime *runtime = lg_runtime_new(NULL);
    if (!runtime)
        return 1;
    block_on_in(runtime, spawns());
    CHECK_RECORD("1 -1 a b c -c -b -a");
    lg_runtime_drop(runtime);
    CHECK_RECORD("+1 ~1 +a +b !c ~b ~a");
    return 0;
}

int main(void)
{
    lg_clock_pause();
    block_on(aborts());
    CHECK_RECORD("a b c -c -b -a abort asked +a +b !c ~b ~a cancelled");
    block_on(aborts_at_once());
    CHECK_RECORD("cancelled");
    block_on(leaves_behind());
    CHECK_RECORD("1 -1 2 -2 end +1 ~1 +2 ~2");
    int error = block_on(times_out());
    CHECK_RECORD("o a b c -c -b -a -o +o +a +b +c -c -b -a +a +b !c ~b ~a -o +o ~o");
    int error_at_once = block_on(times_out_at_once());
    CHECK_RECORD("o a b c -c -b -a +a +b !c ~b ~a ~o");
    int winner = block_on(loses());
    CHECK_RECORD("o a b c -c -b -a n -n -o +o +a +b +c -c -b -a +n ~n +a +b !c ~b ~a ~o");
    block_on(aborts_a_tree());
    CHECK_RECORD("t 1 -1 a b c -c -b -a 2 -2 -t +t +2 ~2 +a +b !c ~b ~a +1 ~1 ~t");
    int failed = test_end_of_runtime();
    return RECORD_STATUS || error != ETIMEDOUT || error_at_once != ETIMEDOUT || winner != 1 || failed;
}
