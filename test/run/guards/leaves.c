// RUN: %check_in_every_way
// Dropping a future never polled, finished or dropped already runs nothing: so it is for leaf futures too, in a box,
// as a child, and as operands that were not reached.
#include "Inputs/record.h"

WALK(once, "x")
WALK(pend, "x", 0, 3)

static async int not_reached(void)
{
    return await_any(pend("x", 0, 0), once("y"));
}
WALK(not_reached)

static async int some_reached(void)
{
    return await_any(once("x"), pend("y", 0, 0), once("z"));
}
WALK(some_reached)

static async int reached_and_lost(void)
{
    return await_any(once("x"), pend("y", 2, 0));
}
WALK(reached_and_lost)

static async void finished_before(void)
{
    await_all(once("x"), pend("y", 0, 0), pend("z", 2, 0));
}
WALK(finished_before)

int main(void)
{
    CHECK_WALK(once,
               "x?", "x#",
               "x= done");
    CHECK_WALK(pend, "x= done:3");
    CHECK_WALK(not_reached, "x= done:0");
    CHECK_WALK(some_reached, "x? y= x# done:1");
    CHECK_WALK(reached_and_lost,
               "x? y?", "y# x#",
               "x= y# done:0");
    CHECK_WALK(finished_before,
               "x? y= z?", "z# x#",
               "x= z?", "z#",
               "z= done");
    return RECORD_STATUS;
}
