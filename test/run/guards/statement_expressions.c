// RUN: %check_in_every_way
// A guard in a statement expression is cleaned at the end of that, after its value was evaluated.
#include "Inputs/record.h"

static async int value_before_cleanup(void)
{
    int number = ({
        lg_scoped(tracked) a = track("a");
        await once("x");
        say("value");
        4;
    });
    await once("y");
    return number;
}
WALK(value_before_cleanup)

static void clear(int *number)
{
    say("cleared");
    *number = 0;
}
static async int value_that_is_cleaned(void)
{
    return 1 + ({
               __attribute__((cleanup(clear))) int number = 4;
               await once("x");
               number;
           });
}
WALK(value_that_is_cleaned)

static async void live_around_it(void)
{
    lg_scoped(tracked) a = track("a");
    say("%d", ({
            lg_scoped(tracked) b = track("b");
            await pend("x", 1, 2);
        }));
    await once("y");
}
WALK(live_around_it)

static async int return_out_of_it(int early)
{
    lg_scoped(tracked) a = track("a");
    int number = ({
        lg_scoped(tracked) b = track("b");
        await once("x");
        if (early)
            return 9;
        5;
    });
    return number;
}
WALK(return_out_of_it, 1)

// Without an await in it.
static async int none_awaits(void)
{
    await once("x");
    return ({
        __attribute__((cleanup(clear))) int number = 4;
        number;
    });
}
WALK(none_awaits)

int main(void)
{
    CHECK_WALK(value_before_cleanup,
               "a x? -a", "+a x# ~a",
               "+a x= value ~a y?", "y#",
               "y= done:4");
    CHECK_WALK(value_that_is_cleaned,
               "x?", "x# cleared",
               "x= cleared done:5");
    CHECK_WALK(live_around_it,
               "a b x? -b -a", "+a +b x# ~b ~a",
               "+a +b x= ~b 2 y? -a", "+a y# ~a",
               "+a y= ~a done");
    CHECK_WALK(return_out_of_it,
               "a b x? -b -a", "+a +b x# ~b ~a",
               "+a +b x= ~b ~a done:9");
    CHECK_WALK(none_awaits,
               "x?", "x#",
               "x= cleared done:4");
    return RECORD_STATUS;
}
