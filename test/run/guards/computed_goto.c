// RUN: %check_in_every_way
// A computed goto leaves the scopes of the guards it goes out of, whichever label it goes to, and jumps over others.
#include "Inputs/record.h"

// Out of a block: its guard is left each time, also where it comes back.
static async void out_of_a_block(void)
{
    static const void *const next[] = {&&once_more, &&end};
    lg_scoped(tracked) o = track("o");
    int round = 0;
once_more: {
    unscoped(tracked) a = track("a");
    await once("x");
    goto *next[round++];
}
end:
    await once("y");
}
WALK(out_of_a_block)

// Within a scope: over a guard without a cleanup, to before it, and on.
static async void within_a_scope(void)
{
    void *const to[] = {&&over, &&before, &&end};
    int step = 0;
    lg_scoped(tracked) o = track("o");
    {
        goto *to[step++];
    }
before:
    say("before");
over:
    await once("x");
    {
        goto *to[step++];
    }
end:
    await once("y");
}
WALK(within_a_scope)

// Over the declaration of a guard in the same block, or not: it is live where the declaration was passed.
static async void over_a_guard(int through)
{
    void *const to = through ? &&declared : &&past;
    {
        goto *to;
    declared:;
        unscoped(tracked) a = track("a");
    past:
        await once("x");
    }
    await once("y");
}
static async void over_and_through(void)
{
    say("over:");
    await over_a_guard(0);
    say("through:");
    await over_a_guard(1);
}
WALK(over_and_through)

// asm goto stays in the scopes of guards, and goes over one.
static async void by_assembly(void)
{
    lg_scoped(tracked) o = track("o");
    __asm__ goto("" : : : : past);
    await once("x");
past:
    await once("y");
}
WALK(by_assembly)

int main(void)
{
    CHECK_WALK(out_of_a_block,
               "o a x? -a -o", "+o +a x# ~o",
               "+o +a x= a x? -a -o", "+o +a x# ~o",
               "+o +a x= y? -o", "+o y# ~o",
               "+o y= ~o done");
    CHECK_WALK(within_a_scope,
               "o x? -o", "+o x# ~o",
               "+o x= before x? -o", "+o x# ~o",
               "+o x= y? -o", "+o y# ~o",
               "+o y= ~o done");
    CHECK_WALK(over_and_through,
               "over: x?", "x#",
               "x= y?", "y#",
               "y= through: a x? -a", "+a x#",
               "+a x= y?", "y#",
               "y= done");
    CHECK_WALK(by_assembly,
               "o x? -o", "+o x# ~o",
               "+o x= y? -o", "+o y# ~o",
               "+o y= ~o done");
    return RECORD_STATUS;
}
