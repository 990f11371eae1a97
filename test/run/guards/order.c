// RUN: %check_in_every_way
// A guard's hooks run around every poll that says pending: on_suspend in reverse order of initialisation, after the
// child was polled; on_resume in order of initialisation, before the child is polled and before user code.
#include "Inputs/record.h"

static async void three_guards(void)
{
    lg_scoped(tracked) a = track("a");
    lg_scoped(tracked) b = track("b");
    unscoped(tracked) c = track("c");
    await once("x");
    say("between");
    await pend("y", 2, 0);
    say("after");
}
WALK(three_guards)

// A child that is ready at once suspends nothing; starting is not resuming.
static async int ready_at_once(void)
{
    lg_scoped(tracked) a = track("a");
    int first = await pend("x", 0, 1);
    say("between");
    return first + await pend("y", 0, 2);
}
WALK(ready_at_once)

// The first poll of a child that comes after a suspension resumes nothing either, nor does its being ready suspend.
static async void ready_later(void)
{
    lg_scoped(tracked) a = track("a");
    await pend("x", 1, 0);
    await pend("y", 0, 0);
    await pend("z", 1, 0);
}
WALK(ready_later)

// Nothing of the body runs before the first poll.
static async void nothing_before(tracked a)
{
    say("body");
    await once("x");
    (void)a;
}
WALK(nothing_before, (tracked){{.name = "a"}})

int main(void)
{
    CHECK_WALK(three_guards,
               "a b c x? -c -b -a", "+a +b +c x# ~b ~a",
               "+a +b +c x= between y? -c -b -a", "+a +b +c y# ~b ~a",
               "+a +b +c y? -c -b -a", "+a +b +c y# ~b ~a",
               "+a +b +c y= after ~b ~a done");
    CHECK_WALK(ready_at_once, "a x= between y= ~a done:3");
    CHECK_WALK(ready_later,
               "a x? -a", "+a x# ~a",
               "+a x= y= z? -a", "+a z# ~a",
               "+a z= ~a done");
    CHECK_WALK(nothing_before,
               "body x? -a", "+a x#",
               "+a x= done");
    return RECORD_STATUS;
}
