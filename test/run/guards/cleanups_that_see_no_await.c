// RUN: %check_in_every_way
// A variable with a cleanup that no await sees is an ordinary local, also inside the scope of a guard that one saw: it
// takes no room in the future, and may be of any type.
#include "Inputs/record.h"

static void any_drop(void *anything)
{
    (void)anything;
    say("~any");
}
#define CLEANED __attribute__((cleanup(any_drop)))

static async int type_of_its_own(int number)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    {
        struct own {
            int number;
        };
        CLEANED struct own a = {number};
        number = a.number + 1;
    }
    return number;
}
WALK(type_of_its_own, 3)

static async int variable_length(int number)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    {
        CLEANED int a[number];
        a[0] = 1;
        number = a[0] + (int)(sizeof a / sizeof *a);
    }
    return number;
}
WALK(variable_length, 3)

static async int sized(int number)
{
    await once("y");
    return number;
}

static async int pointer_to_variable_length(int number)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    {
        CLEANED int(*a)[number] = NULL;
        number = (int)(sizeof *a / sizeof(int));
    }
    return number;
}
WALK(pointer_to_variable_length, 3)

static async int with_a_size_that_awaits(int number)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    {
        CLEANED int a[await sized(number)];
        number = (int)(sizeof a / sizeof(int));
    }
    return number;
}
WALK(with_a_size_that_awaits, 3)

// Left by every way at once.
static async int left_through_both(int number)
{
    for (;;) {
        lg_scoped(tracked) o = track("o");
        await once("x");
        CLEANED int a[number];
        a[0] = number;
        if (number++ < 4)
            continue;
        if (number < 6)
            break;
        return a[0];
    }
    return -1;
}
WALK(left_through_both, 3)

struct large {
    char bytes[10000];
};
static async int no_room(int number)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    {
        CLEANED struct large a = {{(char)number}};
        number = a.bytes[0];
    }
    return number;
}
WALK(no_room, 3)

int main(void)
{
    CHECK_WALK(type_of_its_own, "o x? -o", "+o x# ~o", "+o x= ~any ~o done:4");
    CHECK_WALK(variable_length, "o x? -o", "+o x# ~o", "+o x= ~any ~o done:4");
    CHECK_WALK(pointer_to_variable_length, "o x? -o", "+o x# ~o", "+o x= ~any ~o done:3");
    CHECK_WALK(with_a_size_that_awaits, //
               "o x? -o", "+o x# ~o", "+o x= y? -o", "+o y# ~o", "+o y= ~any ~o done:3");
    CHECK_WALK(left_through_both, //
               "o x? -o", "+o x# ~o", "+o x= ~any ~o o x? -o", "+o x# ~o", "+o x= ~any ~o done:-1");
    CHECK_WALK(no_room, "o x? -o", "+o x# ~o", "+o x= ~any ~o done:3");
    lg_future *box = start_no_room();
    if (lg_future_type_of(box)->size > 1000)
        say("(size %zu)", lg_future_type_of(box)->size);
    lg_future_drop(box);
    CHECK_RECORD("");
    return RECORD_STATUS;
}
