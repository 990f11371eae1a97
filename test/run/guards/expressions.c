// RUN: %check_in_every_way
// Awaits in the midst of expressions are yield points like others: what is live there is suspended there.
#include "Inputs/record.h"

static async int both_sides(void)
{
    lg_scoped(tracked) a = track("a");
    if (await pend("x", 1, 1) && await pend("y", 1, 0))
        say("(both)");
    return await pend("z", 1, 0) || await pend("w", 0, 1);
}
WALK(both_sides)

static async int chosen(int which)
{
    lg_scoped(tracked) a = track("a");
    return which ? await pend("x", 1, 1) : await pend("y", 1, 2);
}
WALK(chosen, 1)

static int add(int left, int right)
{
    return left + right;
}
static async int as_arguments(void)
{
    lg_scoped(tracked) a = track("a");
    int sum = add(await pend("x", 1, 1), await pend("y", 0, 2));
    sum += await pend("z", 1, 4);
    return sum;
}
WALK(as_arguments)

// A guard that is initialised by an expression with awaits, in a declaration with others.
static async int in_a_declaration(void)
{
    int number = await pend("x", 1, 1);
    lg_scoped(tracked) a = {guard_begin(await pend("y", 1, 1) ? "a" : "other")};
    int other = number + await pend("z", 1, 1);
    return other;
}
WALK(in_a_declaration)

// A guard's array, one element's initialiser awaits: none of it is live yet.
static async tracked made(const char *name)
{
    await once("made");
    return track(name);
}
static async void elements(void)
{
    unscoped(tracked) row[2] = {await made("0"), {{.name = "1"}}};
    await once("x");
}
WALK(elements)

// A value of a guard's type that is no variable is no guard.
static const char *name_of(tracked given)
{
    return given.state.name;
}
static async void values(void)
{
    say("%s", name_of(track("v")));
    await once("x");
    say("%s", (await made("w")).state.name);
    const tracked *literal = &(tracked){guard_begin("literal")};
    await once("y");
    say("%s", literal->state.name);
}
WALK(values)

int main(void)
{
    CHECK_WALK(both_sides,
               "a x? -a", "+a x# ~a",
               "+a x= y? -a", "+a y# ~a",
               "+a y= z? -a", "+a z# ~a",
               "+a z= w= ~a done:1");
    CHECK_WALK(chosen,
               "a x? -a", "+a x# ~a",
               "+a x= ~a done:1");
    CHECK_WALK(as_arguments,
               "a x? -a", "+a x# ~a",
               "+a x= y= z? -a", "+a z# ~a",
               "+a z= ~a done:7");
    CHECK_WALK(in_a_declaration,
               "x?", "x#",
               "x= y?", "y#",
               "y= a z? -a", "+a z# ~a",
               "+a z= ~a done:2");
    CHECK_WALK(elements,
               "made?", "made#",
               "made= 0 x? -1 -0", "+0 +1 x#",
               "+0 +1 x= done");
    CHECK_WALK(values,
               "v v x?", "x#",
               "x= made?", "made#",
               "made= w w literal y?", "y#",
               "y= literal done");
    return RECORD_STATUS;
}
