// RUN: %check_in_every_way
// Scopes whose end control never reaches: loops without end, branches that all leave, calls that do not return.
#include "Inputs/record.h"

static async void endless(void)
{
    lg_scoped(tracked) a = track("a");
    for (;;) {
        lg_scoped(tracked) b = track("b");
        await once("x");
    }
}

static void polled(lg_future *walked, int times)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    for (int i = 0; i < times; i++)
        poll_once(walked, &cx);
    lg_future_drop(walked);
}

static async int both_return(int way)
{
    lg_scoped(tracked) a = track("a");
    {
        lg_scoped(tracked) b = track("b");
        if (await pend("x", 1, way))
            return 1;
        else
            return 2;
    }
}
WALK(both_return, 0)

static async int all_cases_return(int way)
{
    lg_scoped(tracked) a = track("a");
    switch (await pend("x", 1, way)) {
    case 0: {
        lg_scoped(plain) b = plainly("b");
        await once("y");
        return 1;
    }
    default:
        return 2;
    }
}
WALK(all_cases_return, 0)

static async int aborts(int never)
{
    lg_scoped(tracked) a = track("a");
    if (never) {
        lg_scoped(tracked) b = track("b");
        await once("x");
        abort();
    }
    await once("y");
    return 0;
}
WALK(aborts, 0)

// Behind a return nothing is reached: neither its guards nor its awaits.
static async int behind_a_return(void)
{
    lg_scoped(tracked) a = track("a");
    await once("x");
    return 3;
    lg_scoped(tracked) b = track("b");
    await once("y");
    return 4;
}
WALK(behind_a_return)

static async int leaves_a_loop_by_goto(void)
{
    for (;;) {
        lg_scoped(tracked) a = track("a");
        while (true) {
            lg_scoped(tracked) b = track("b");
            if (await pend("x", 1, 1))
                goto out;
        }
    }
out:
    return 0;
}
WALK(leaves_a_loop_by_goto)

int main(void)
{
    polled(future(endless()), 3);
    CHECK_RECORD("a b x? -b -a +a +b x= ~b b x? -b -a +a +b x= ~b b x? -b -a +a +b x# ~b ~a");
    CHECK_WALK(both_return,
               "a b x? -b -a", "+a +b x# ~b ~a",
               "+a +b x= ~b ~a done:2");
    CHECK_WALK(all_cases_return,
               "a x? -a", "+a x# ~a",
               "+a x= b y? -a", "+a y# ~b ~a",
               "+a y= ~b ~a done:1");
    CHECK_WALK(aborts,
               "a y? -a", "+a y# ~a",
               "+a y= ~a done:0");
    CHECK_WALK(behind_a_return,
               "a x? -a", "+a x# ~a",
               "+a x= ~a done:3");
    CHECK_WALK(leaves_a_loop_by_goto,
               "a b x? -b -a", "+a +b x# ~b ~a",
               "+a +b x= ~b ~a done:0");
    return RECORD_STATUS;
}
