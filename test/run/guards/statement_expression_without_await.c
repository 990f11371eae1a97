// RUN: %check_in_every_way
// A statement expression without an await, in a function where others suspend: its value is its last expression's, evaluated
// before the cleanups of its guards.
#include "Inputs/record.h"

static int cleared(int *number)
{
    say("cleared");
    *number = 0;
    return 99;
}

static async int beside_a_guard(void)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    int number = ({
        lg_scoped(tracked) a = track("a");
        say("value");
        5;
    });
    await once("y");
    return number;
}
WALK(beside_a_guard)

// The cleanup function has a result of its own.
static async int cleanup_with_a_result(void)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    return ({
        __attribute__((cleanup(cleared))) int number = 5;
        number;
    });
}
WALK(cleanup_with_a_result)

int main(void)
{
    CHECK_WALK(beside_a_guard,
               "o x? -o", "+o x# ~o",
               "+o x= a value ~a y? -o", "+o y# ~o",
               "+o y= ~o done:5");
    CHECK_WALK(cleanup_with_a_result,
               "o x? -o", "+o x# ~o",
               "+o x= cleared ~o done:5");
    return RECORD_STATUS;
}
