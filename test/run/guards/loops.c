// RUN: %check_in_every_way
// Guards in loops and their headers, and awaits in the loops' conditions and increments.
#include "Inputs/record.h"

static async void body_of_while(void)
{
    int rounds = 0;
    while (rounds++ < 2) {
        lg_scoped(tracked) a = track("a");
        await once("x");
    }
    await once("y");
}
WALK(body_of_while)

// A guard of the header lives for the whole loop: through its condition, body and increment, not cleaned by continue.
static async void header_of_for(void)
{
    int left = 1;
    for (lg_scoped(tracked) a = track("a"); await pend("condition", 1, left); left -= await pend("increment", 1, 1)) {
        lg_scoped(tracked) b = track("b");
        await once("body");
        continue;
    }
    say("after");
}
WALK(header_of_for)

static async void break_out_of_header(void)
{
    for (lg_scoped(tracked) a = track("a");;) {
        await once("x");
        break;
    }
    await once("y");
}
WALK(break_out_of_header)

// The idiom of a scoped block.
#define WITH(guard) for (bool once_ = true; once_; once_ = false) for (guard; once_; once_ = false)
static async int scoped_block(void)
{
    WITH(lg_scoped(tracked) a = track("a"))
    {
        await once("x");
        WITH(lg_scoped(tracked) b = track("b"))
            await once("y");
    }
    WITH(lg_scoped(tracked) c = track("c"))
        return await pend("z", 1, 3);
    return 0;
}
WALK(scoped_block)

static async tracked make(const char *name, const char *wait)
{
    await once(wait);
    return track(name);
}
static async void awaiting_header(void)
{
    int left = 1;
    for (lg_scoped(tracked) a = await make("a", "x"); left--;)
        await once("y");
}
WALK(awaiting_header)

// In the condition of do … while the body's guard is not live any more, whether by the end or by continue.
static async void condition_of_do(void)
{
    int rounds = 0;
    do {
        lg_scoped(tracked) a = track("a");
        if (rounds++ == 0)
            continue;
        await once("x");
    } while (await pend("condition", 1, rounds < 2));
}
WALK(condition_of_do)

// The guard around a loop is live in its condition.
static async void condition_of_while(void)
{
    int left = 2;
    lg_scoped(tracked) a = track("a");
    while (await pend("condition", 1, --left)) {
        unscoped(tracked) b = track("b");
        await once("x");
    }
}
WALK(condition_of_while)

static async void cases(int which)
{
    switch (await pend("which", 0, which)) {
    case 0: {
        lg_scoped(tracked) a = track("a");
        await once("x");
        break;
    }
    case 1: {
        lg_scoped(tracked) b = track("b");
        await once("y");
    }
        __attribute__((fallthrough));
    default: {
        lg_scoped(tracked) c = track("c");
        await once("z");
    }
    }
}
static async void cases_each(void)
{
    await cases(0);
    await cases(1);
}
WALK(cases_each)

// The last case of a switch may declare a guard: nothing jumps over it.
static async void in_the_last_case(int which)
{
    switch (which) {
    case 0:
        break;
    default:;
        lg_scoped(tracked) a = track("a");
        await once("x");
        if (which == 2)
            break;
        await once("y");
    }
    say("after");
}
static async void in_the_last_case_each_way(void)
{
    for (int which = 0; which < 3; which++)
        await in_the_last_case(which);
}
WALK(in_the_last_case_each_way)

int main(void)
{
    CHECK_WALK(body_of_while,
               "a x? -a", "+a x# ~a",
               "+a x= ~a a x? -a", "+a x# ~a",
               "+a x= ~a y?", "y#",
               "y= done");
    CHECK_WALK(header_of_for,
               "a condition? -a", "+a condition# ~a",
               "+a condition= b body? -b -a", "+a +b body# ~b ~a",
               "+a +b body= ~b increment? -a", "+a increment# ~a",
               "+a increment= condition? -a", "+a condition# ~a",
               "+a condition= ~a after done");
    CHECK_WALK(break_out_of_header,
               "a x? -a", "+a x# ~a",
               "+a x= ~a y?", "y#",
               "y= done");
    CHECK_WALK(scoped_block,
               "a x? -a", "+a x# ~a",
               "+a x= b y? -b -a", "+a +b y# ~b ~a",
               "+a +b y= ~b ~a c z? -c", "+c z# ~c",
               "+c z= ~c done:3");
    CHECK_WALK(awaiting_header,
               "x?", "x#",
               "x= a y? -a", "+a y# ~a",
               "+a y= ~a done");
    CHECK_WALK(condition_of_do,
               "a ~a condition?", "condition#",
               "condition= a x? -a", "+a x# ~a",
               "+a x= ~a condition?", "condition#",
               "condition= done");
    CHECK_WALK(condition_of_while,
               "a condition? -a", "+a condition# ~a",
               "+a condition= b x? -b -a", "+a +b x# ~a",
               "+a +b x= condition? -a", "+a condition# ~a",
               "+a condition= ~a done");
    CHECK_WALK(cases_each,
               "which= a x? -a", "+a x# ~a",
               "+a x= ~a which= b y? -b", "+b y# ~b",
               "+b y= ~b c z? -c", "+c z# ~c",
               "+c z= ~c done");
    CHECK_WALK(in_the_last_case_each_way,
               "after a x? -a", "+a x# ~a",
               "+a x= y? -a", "+a y# ~a",
               "+a y= ~a after a x? -a", "+a x# ~a",
               "+a x= ~a after done");
    return RECORD_STATUS;
}
