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

// In the conditions of everything, and as operands that are not always evaluated.
static async int in_conditions(void)
{
    lg_scoped(tracked) o = track("o");
    if (({
            lg_scoped(tracked) a = track("a");
            await pend("x", 1, 1);
        }) &&
        ({
            lg_scoped(tracked) b = track("b");
            await pend("y", 1, 0);
        }))
        return 1;
    while (({
        lg_scoped(tracked) c = track("c");
        await pend("z", 1, 0);
    })) {
    }
    for (int i = 0; ({
             lg_scoped(revoked) d = revocable("d");
             await pend("w", 1, i == 0);
         });
         i += ({
             lg_scoped(tracked) e = track("e");
             await pend("v", 1, 1);
         }))
        continue;
    switch (({
        lg_scoped(tracked) f = track("f");
        await pend("u", 1, 3);
    })) {
    case 3:
        return 5;
    }
    return 2;
}
WALK(in_conditions)

static async int chosen(int which)
{
    return which ? ({
        lg_scoped(tracked) a = track("a");
        await pend("x", 1, 1);
    })
                 : ({
                       lg_scoped(tracked) b = track("b");
                       await pend("y", 1, 2);
                   });
}
static async int chosen_both(void)
{
    int first = await chosen(0);
    return 10 * first + await chosen(1);
}
WALK(chosen_both)

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
    CHECK_WALK(in_conditions,
               "o a x? -a -o", "+o +a x# ~a ~o",
               "+o +a x= ~a b y? -b -o", "+o +b y# ~b ~o",
               "+o +b y= ~b c z? -c -o", "+o +c z# ~c ~o",
               "+o +c z= ~c d w? -d -o", "+o w# !d ~o",
               "+o +d w= ~d e v? -e -o", "+o +e v# ~e ~o",
               "+o +e v= ~e d w? -d -o", "+o w# !d ~o",
               "+o +d w= ~d f u? -f -o", "+o +f u# ~f ~o",
               "+o +f u= ~f ~o done:5");
    CHECK_WALK(chosen_both,
               "b y? -b", "+b y# ~b",
               "+b y= ~b a x? -a", "+a x# ~a",
               "+a x= ~a done:21");
    return RECORD_STATUS;
}
