// RUN: %check_in_every_way
// A guard is live from after its initialiser to the end of its scope, whether it is used there or not.
#include "Inputs/record.h"

static async void from_declaration_to_end_of_block(void)
{
    await once("before");
    {
        await once("in");
        unscoped(tracked) a = track("a");
        await once("live");
    }
    await once("after");
}
WALK(from_declaration_to_end_of_block)

static async tracked make(const char *name, const char *wait)
{
    await once(wait);
    return track(name);
}

// During its own initialiser a guard is not live, but those before it are.
static async void initialiser_awaits(void)
{
    lg_scoped(tracked) a = await make("a", "x");
    lg_scoped(tracked) b = await make("b", "y");
    await once("z");
}
WALK(initialiser_awaits)

static async void used_long_before_the_await(void)
{
    lg_scoped(tracked) a = track("a");
    say("%s", a.state.name);
    {
        lg_scoped(tracked) unused = track("b");
    }
    await once("x");
    await once("y");
}
WALK(used_long_before_the_await)

// Of two blocks one after the other, in one place of the frame perhaps, each has its own.
static async void one_after_the_other(void)
{
    {
        lg_scoped(tracked) a = track("a");
        await once("x");
    }
    {
        unscoped(tracked) b = track("b");
        await once("y");
    }
    {
        lg_scoped(revoked) c = revocable("c");
        await once("z");
    }
}
WALK(one_after_the_other)

// A declaration without initialiser starts a guard's life too: what the hooks find is what is assigned until then.
static async void no_initialiser(void)
{
    unscoped(tracked) a;
    a = track("a");
    await once("x");
    lg_scoped(tracked) b;
    b = track("b");
    await once("y");
}
WALK(no_initialiser)

static async void several_declarators(void)
{
    lg_scoped(tracked) a = track("a"), b = await make("b", "x"), c = track("c");
    unscoped(tracked) d = track("d"), *of_d = &d;
    await once("y");
    say("%s", of_d->state.name);
}
WALK(several_declarators)

static async void conditionally(int yes)
{
    if (yes) {
        unscoped(tracked) a = track("a");
        await once("x");
    } else {
        unscoped(tracked) b = track("b");
        await once("y");
    }
    await once("z");
}
WALK(conditionally, 1)

// In a loop each round has its own guard: at the top of the next round it is not live.
static async void each_round(void)
{
    for (int i = 0; i < 2; i++) {
        await once("x");
        unscoped(tracked) a = track("a");
        await once("y");
    }
}
WALK(each_round)

// Typedefs, typeof and qualifiers on the way to the type make no difference.
typedef tracked renamed;
static async void under_another_name(void)
{
    unscoped(renamed) a = track("a");
    unscoped(struct tracked) b = track("b");
    unscoped(__typeof__(a)) c = track("c");
    unscoped(const tracked) *of_a = &a;
    await once("x");
    say("%s", of_a->state.name);
}
WALK(under_another_name)

int main(void)
{
    CHECK_WALK(from_declaration_to_end_of_block,
               "before?", "before#",
               "before= in?", "in#",
               "in= a live? -a", "+a live#",
               "+a live= after?", "after#",
               "after= done");
    CHECK_WALK(initialiser_awaits,
               "x?", "x#",
               "x= a y? -a", "+a y# ~a",
               "+a y= b z? -b -a", "+a +b z# ~b ~a",
               "+a +b z= ~b ~a done");
    CHECK_WALK(used_long_before_the_await,
               "a a b ~b x? -a", "+a x# ~a",
               "+a x= y? -a", "+a y# ~a",
               "+a y= ~a done");
    CHECK_WALK(one_after_the_other,
               "a x? -a", "+a x# ~a",
               "+a x= ~a b y? -b", "+b y#",
               "+b y= c z? -c", "z# !c",
               "+c z= ~c done");
    CHECK_WALK(no_initialiser,
               "a x? -a", "+a x#",
               "+a x= b y? -b -a", "+a +b y# ~b",
               "+a +b y= ~b done");
    CHECK_WALK(several_declarators,
               "a x? -a", "+a x# ~a",
               "+a x= b c d y? -d -c -b -a", "+a +b +c +d y# ~c ~b ~a",
               "+a +b +c +d y= d ~c ~b ~a done");
    CHECK_WALK(conditionally,
               "a x? -a", "+a x#",
               "+a x= z?", "z#",
               "z= done");
    CHECK_WALK(each_round,
               "x?", "x#",
               "x= a y? -a", "+a y#",
               "+a y= x?", "x#",
               "x= a y? -a", "+a y#",
               "+a y= done");
    CHECK_WALK(under_another_name,
               "a b c x? -c -b -a", "+a +b +c x#",
               "+a +b +c x= a done");
    return RECORD_STATUS;
}
