// RUN: %check_in_every_way
// Guards that begin after the last await are cleaned like the others: all in reverse order, whichever of them an await
// saw.
#include "Inputs/record.h"

static async void after_the_last_await(void)
{
    lg_scoped(tracked) a = track("a");
    await once("x");
    lg_scoped(tracked) b = track("b");
    lg_scoped(plain) c = plainly("c");
}
WALK(after_the_last_await)

static async void in_turns(int early)
{
    lg_scoped(plain) a = plainly("a");
    lg_scoped(tracked) b = track("b");
    await once("x");
    lg_scoped(plain) c = plainly("c");
    if (early)
        return;
    {
        lg_scoped(tracked) d = track("d");
        await once("y");
        lg_scoped(plain) e = plainly("e");
    }
    lg_scoped(tracked) f = track("f");
}
static async void in_turns_both_ways(void)
{
    await in_turns(0);
    await in_turns(1);
}
WALK(in_turns_both_ways)

// Ways out of a block whose last guards no await saw.
static async void by_every_way(int way)
{
    for (int i = 0; i < 2; i++) {
        lg_scoped(tracked) a = track("a");
        await once("x");
        lg_scoped(tracked) b = track("b");
        if (way == 0)
            break;
        if (way == 1)
            continue;
        if (way == 2)
            goto out;
        if (way == 3)
            return;
    }
out:
    say("out");
}
WALK(by_every_way, 0)
static lg_future *start_continue(void)
{
    return future(by_every_way(1));
}
static lg_future *start_goto(void)
{
    return future(by_every_way(2));
}
static lg_future *start_return(void)
{
    return future(by_every_way(3));
}

int main(void)
{
    CHECK_WALK(after_the_last_await,
               "a x? -a", "+a x# ~a",
               "+a x= b c ~c ~b ~a done");
    CHECK_WALK(in_turns_both_ways,
               "a b x? -b", "+b x# ~b ~a",
               "+b x= c d y? -d -b", "+b +d y# ~d ~c ~b ~a",
               "+b +d y= e ~e ~d f ~f ~c ~b ~a a b x? -b", "+b x# ~b ~a",
               "+b x= c ~c ~b ~a done");
    CHECK_WALK(by_every_way,
               "a x? -a", "+a x# ~a",
               "+a x= b ~b ~a out done");
    CHECK_WALK(continue,
               "a x? -a", "+a x# ~a",
               "+a x= b ~b ~a a x? -a", "+a x# ~a",
               "+a x= b ~b ~a out done");
    CHECK_WALK(goto,
               "a x? -a", "+a x# ~a",
               "+a x= b ~b ~a out done");
    CHECK_WALK(return,
               "a x? -a", "+a x# ~a",
               "+a x= b ~b ~a done");
    return RECORD_STATUS;
}
