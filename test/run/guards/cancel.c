// RUN: %check_in_every_way
// Dropping a suspended future: on_resume of its live guards in order, then the child is dropped the same way, then the
// cleanups in reverse.
#include "Inputs/record.h"

static async void innermost(void)
{
    lg_scoped(tracked) e = track("e");
    lg_scoped(tracked) f = track("f");
    await once("x");
}
static async void inner(void)
{
    lg_scoped(tracked) c = track("c");
    lg_scoped(plain) d = plainly("d");
    await innermost();
    say("inner");
}
static async void outer(void)
{
    lg_scoped(tracked) a = track("a");
    lg_scoped(plain) b = plainly("b");
    await inner();
}
WALK(outer)

static async void branch(const char *guard, const char *wait, int times)
{
    lg_scoped(tracked) g = track(guard);
    await pend(wait, times, 0);
}

// Of await_all the unfinished operands are dropped, last one first.
static async void all(void)
{
    lg_scoped(tracked) a = track("a");
    await_all(branch("b", "x", 1), once("y"), branch("c", "z", 3), pend("w", 2, 0), branch("d", "v", 2));
}
WALK(all)

// Of await_any every operand is unfinished; finished first, it drops the others, last one first.
static async int any(void)
{
    lg_scoped(tracked) a = track("a");
    return await_any(branch("b", "x", 3), branch("c", "y", 1), once("z"), branch("d", "w", 2));
}
WALK(any)

// One that finished at once: those behind it were never polled, and dropping those runs nothing.
static async int any_at_once(void)
{
    lg_scoped(tracked) a = track("a");
    return await_any(branch("b", "x", 1), branch("c", "y", 0), branch("d", "z", 1));
}
WALK(any_at_once)

// Loops, blocks and conditions: only what is live at that yield point.
static async void among_blocks(void)
{
    lg_scoped(tracked) a = track("a");
    for (int i = 0; i < 2; i++) {
        lg_scoped(tracked) b = track(i ? "b1" : "b0");
        if (i == 0)
            continue;
        {
            lg_scoped(tracked) over = track("over");
        }
        {
            lg_scoped(plain) c = plainly("c");
            await once("x");
        }
        await once("y");
        lg_scoped(tracked) later = track("later");
        await once("z");
    }
}
WALK(among_blocks)

// A future that holds guards and children without any: a cleanup and no await but its own.
static async void plain_only(void)
{
    lg_scoped(plain) a = plainly("a");
    lg_scoped(plain) b = plainly("b");
    await inner();
}
WALK(plain_only)

// Dropped by its address in a future that is being dropped: a boxed future held by a guard.
typedef lg_future *box;
static void box_drop(box *self)
{
    say("box:");
    lg_future_drop(*self);
}
static async void holds_a_box(void)
{
    lg_scoped(tracked) a = track("a");
    lg_scoped(box) held = future(branch("b", "x", 1));
    await_any(lg_future_await(held, NULL), once("y"));
    await once("z");
}
WALK(holds_a_box)

int main(void)
{
    CHECK_WALK(outer,
               "a b c d e f x? -f -e -c -a", "+a +c +e +f x# ~f ~e ~d ~c ~b ~a",
               "+a +c +e +f x= ~f ~e inner ~d ~c ~b ~a done");
    CHECK_WALK(all,
               "a b x? -b y? c z? -c w? d v? -d -a", "+a +d v# ~d w# +c z# ~c y# +b x# ~b ~a",
               "+a +b x= ~b y= +c z? -c w? +d v? -d -a", "+a +d v# ~d w# +c z# ~c ~a",
               "+a +c z? -c w= +d v= ~d -a", "+a +c z# ~c ~a",
               "+a +c z= ~c ~a done");
    CHECK_WALK(any,
               "a b x? -b c y? -c z? d w? -d -a", "+a +d w# ~d z# +c y# ~c +b x# ~b ~a",
               "+a +b x? -b +c y= ~c +d w# ~d z# +b x# ~b ~a done:1");
    CHECK_WALK(any_at_once, "a b x? -b c y= ~c +b x# ~b ~a done:1");
    CHECK_WALK(among_blocks,
               "a b0 ~b0 b1 over ~over c x? -b1 -a", "+a +b1 x# ~c ~b1 ~a",
               "+a +b1 x= ~c y? -b1 -a", "+a +b1 y# ~b1 ~a",
               "+a +b1 y= later z? -later -b1 -a", "+a +b1 +later z# ~later ~b1 ~a",
               "+a +b1 +later z= ~later ~b1 ~a done");
    CHECK_WALK(plain_only,
               "a b c d e f x? -f -e -c", "+c +e +f x# ~f ~e ~d ~c ~b ~a",
               "+c +e +f x= ~f ~e inner ~d ~c ~b ~a done");
    CHECK_WALK(holds_a_box,
               "a b x? -b y? -a", "+a y# box: +b x# ~b ~a",
               "+a +b x= ~b y# z? -a", "+a z# box: ~a",
               "+a z= box: ~a done");
    return RECORD_STATUS;
}
