// RUN: %check_in_every_way
// A guard that goto or switch jumped over is not live, and one that a jump left is not live any more.
#include "Inputs/record.h"

static async void by_goto(int over)
{
    if (over)
        goto past;
    unscoped(tracked) a = track("a");
past:
    await once("x");
    unscoped(tracked) b = track("b");
    await once("y");
}
static async void by_goto_both_ways(void)
{
    say("over:");
    await by_goto(1);
    say("through:");
    await by_goto(0);
}
WALK(by_goto_both_ways)

static async void into_a_block(int round)
{
    if (round == 1)
        goto inside;
again: {
    unscoped(tracked) a = track("a");
    await once("x");
inside:
    await once("y");
}
    if (round-- > 0)
        goto again;
    await once("z");
}
WALK(into_a_block, 1)

// What was live in the block's first run is not live in the second, which enters behind its declaration.
static async void into_a_block_again(void)
{
    int round = 0;
again:
    if (round == 1)
        goto inside;
    {
        unscoped(tracked) a = track("a");
    inside:
        await once("x");
    }
    if (round++ < 1)
        goto again;
}
WALK(into_a_block_again)

// The statements of a switch before its first label are never reached.
static async void by_switch(int which)
{
    switch (which) {
        unscoped(tracked) never;
    case 0:
        never = track("never");
        await once("x");
        break;
    default:
        await once("y");
    }
}
WALK(by_switch, 0)

static async void by_case_label(int which)
{
    switch (which) {
    case 0:;
        unscoped(tracked) a = track("a");
        await once("x");
        __attribute__((fallthrough));
    case 1:
        await once("y");
    }
}
static async void by_case_label_both_ways(void)
{
    say("0:");
    await by_case_label(0);
    say("1:");
    await by_case_label(1);
}
WALK(by_case_label_both_ways)

// Into the middle of a loop: not live in that round, live in the next.
static async void into_a_loop(int enter)
{
    int rounds = 0;
    switch (enter) {
        for (; rounds < 2;) {
            unscoped(tracked) a = track("a");
            await once("x");
            __attribute__((fallthrough));
        default:
            await once("y");
            rounds++;
        }
    }
}
WALK(into_a_loop, 0)

// A goto back before the declaration leaves the guard's scope: it is not live until it is declared again.
static async void back_before_the_declaration(void)
{
    int round = 0;
back:
    await once("x");
    unscoped(tracked) a = track("a");
    await once("y");
    if (round++ == 0)
        goto back;
}
WALK(back_before_the_declaration)

// The same where its initialiser awaits.
static async tracked make(const char *name, const char *wait)
{
    await once(wait);
    return track(name);
}
static async void back_to_an_initialiser(void)
{
    int round = 0;
back:;
    unscoped(tracked) a = await make("a", "x");
    if (round++ == 0)
        goto back;
}
WALK(back_to_an_initialiser)

// One of several guards is jumped over: the others keep their order.
static async void one_of_three(int over)
{
    lg_scoped(tracked) a = track("a");
    if (over)
        goto past;
    unscoped(tracked) b = track("b");
past:;
    lg_scoped(tracked) c = track("c");
    await once("x");
}
static async void one_of_three_both_ways(void)
{
    await one_of_three(1);
    await one_of_three(0);
}
WALK(one_of_three_both_ways)

// A guard with on_cancel and without a cleanup, jumped over: dropped, nothing of it runs.
static async void revocable_one(int over)
{
    if (over)
        goto past;
    unscoped(revoked) a = revocable("a");
past:
    await once("x");
}
static async void revocable_one_both_ways(void)
{
    await revocable_one(1);
    await revocable_one(0);
}
WALK(revocable_one_both_ways)

// Into a loop behind the guard of its header: not live for as long as the loop runs.
static async void past_a_header(int past)
{
    int rounds = 0;
    if (past)
        goto inside;
    for (unscoped(tracked) a = track("a"); rounds < 2;) {
        await once("x");
    inside:
        rounds++;
    }
    await once("y");
}
static async void past_a_header_both_ways(void)
{
    await past_a_header(1);
    await past_a_header(0);
}
WALK(past_a_header_both_ways)

// From one block into another, past the guard there: the one is left, the other does not begin.
static async void from_block_to_block(int across)
{
    {
        unscoped(tracked) a = track("a");
        await once("x");
        if (across)
            goto inside;
    }
    {
        unscoped(tracked) b = track("b");
    inside:
        await once("y");
    }
}
static async void from_block_to_block_both_ways(void)
{
    await from_block_to_block(1);
    await from_block_to_block(0);
}
WALK(from_block_to_block_both_ways)

int main(void)
{
    CHECK_WALK(by_goto_both_ways,
               "over: x?", "x#",
               "x= b y? -b", "+b y#",
               "+b y= through: a x? -a", "+a x#",
               "+a x= b y? -b -a", "+a +b y#",
               "+a +b y= done");
    CHECK_WALK(into_a_block,
               "y?", "y#",
               "y= a x? -a", "+a x#",
               "+a x= y? -a", "+a y#",
               "+a y= z?", "z#",
               "z= done");
    CHECK_WALK(into_a_block_again,
               "a x? -a", "+a x#",
               "+a x= x?", "x#",
               "x= done");
    CHECK_WALK(by_switch,
               "never x?", "x#",
               "x= done");
    CHECK_WALK(by_case_label_both_ways,
               "0: a x? -a", "+a x#",
               "+a x= y? -a", "+a y#",
               "+a y= 1: y?", "y#",
               "y= done");
    CHECK_WALK(into_a_loop,
               "y?", "y#",
               "y= a x? -a", "+a x#",
               "+a x= y? -a", "+a y#",
               "+a y= done");
    CHECK_WALK(back_before_the_declaration,
               "x?", "x#",
               "x= a y? -a", "+a y#",
               "+a y= x?", "x#",
               "x= a y? -a", "+a y#",
               "+a y= done");
    CHECK_WALK(back_to_an_initialiser,
               "x?", "x#",
               "x= a x?", "x#",
               "x= a done");
    CHECK_WALK(one_of_three_both_ways,
               "a c x? -c -a", "+a +c x# ~c ~a",
               "+a +c x= ~c ~a a b c x? -c -b -a", "+a +b +c x# ~c ~a",
               "+a +b +c x= ~c ~a done");
    CHECK_WALK(revocable_one_both_ways,
               "x?", "x#",
               "x= a x? -a", "x# !a",
               "+a x= done");
    CHECK_WALK(past_a_header_both_ways,
               "x?", "x#",
               "x= y?", "y#",
               "y= a x? -a", "+a x#",
               "+a x= x? -a", "+a x#",
               "+a x= y?", "y#",
               "y= done");
    CHECK_WALK(from_block_to_block_both_ways,
               "a x? -a", "+a x#",
               "+a x= y?", "y#",
               "y= a x? -a", "+a x#",
               "+a x= b y? -b", "+b y#",
               "+b y= done");
    return RECORD_STATUS;
}
