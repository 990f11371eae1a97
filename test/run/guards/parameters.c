// RUN: %check_in_every_way
// A parameter by value of a lifecycle type, or of one that holds such, is a guard from the start, before any local.
#include "Inputs/record.h"

#define GUARD(text) ((tracked){{.name = (text)}})

static async int two(tracked a, int number, tracked b)
{
    lg_scoped(tracked) c = track("c");
    await once("x");
    return number + (a.state.name == b.state.name);
}
WALK(two, GUARD("a"), 1, GUARD("b"))

static async void unused(tracked a, unscoped(const tracked) *of_another, unscoped(tracked) b)
{
    (void)a;
    await once("x");
}
WALK(unused, GUARD("a"), NULL, GUARD("b"))

struct pair {
    tracked first, second;
};
static async void holding(struct pair p, tracked *not_this, int number)
{
    say("%d", number);
    await once("x");
    say("%s %s", p.first.state.name, not_this->state.name);
}
static tracked elsewhere = {{.name = "elsewhere"}};
WALK(holding, (struct pair){GUARD("1"), GUARD("2")}, &elsewhere, 5)

// It stays live in every block and loop of the body, and what is assigned to it is what the hooks find.
static async void to_the_end(tracked a)
{
    for (int i = 0; i < 2; i++)
        await once("x");
    a = track("b");
    await once("y");
    say("%s", a.state.name);
}
WALK(to_the_end, GUARD("a"))

// The caller's own guard stays the caller's.
static async void callee(tracked copy)
{
    copy.state.name = "copy";
    await once("x");
}
static async void passes_a_copy(void)
{
    lg_scoped(tracked) a = track("a");
    await callee(a);
}
WALK(passes_a_copy)

// An array parameter is a pointer.
static async void array(tracked many[2])
{
    await once("x");
    say("%s", many[1].state.name);
}
static async void passes_an_array(void)
{
    unscoped(tracked) many[2] = {track("0"), track("1")};
    await array(many);
}
WALK(passes_an_array)

// With the parameters' own cleanup at hand, the body says when.
static async void hands_over(tracked given)
{
    {
        lg_scoped(tracked) mine = given;
        given = track("rest");
        await once("x");
    }
    await once("y");
    say("%s", given.state.name);
}
WALK(hands_over, GUARD("a"))

int main(void)
{
    CHECK_WALK(two,
               "c x? -c -b -a", "+a +b +c x# ~c",
               "+a +b +c x= ~c done:1");
    CHECK_WALK(unused,
               "x? -b -a", "+a +b x#",
               "+a +b x= done");
    CHECK_WALK(holding,
               "5 x? -2 -1", "+1 +2 x#",
               "+1 +2 x= 1 elsewhere done");
    CHECK_WALK(to_the_end,
               "x? -a", "+a x#",
               "+a x= x? -a", "+a x#",
               "+a x= b y? -b", "+b y#",
               "+b y= b done");
    CHECK_WALK(passes_a_copy,
               "a x? -copy -a", "+a +copy x# ~a",
               "+a +copy x= ~a done");
    CHECK_WALK(passes_an_array,
               "0 1 x? -1 -0", "+0 +1 x#",
               "+0 +1 x= 1 done");
    CHECK_WALK(hands_over,
               "rest x? -a -rest", "+rest +a x# ~a",
               "+rest +a x= ~a y? -rest", "+rest y#",
               "+rest y= rest done");
    return RECORD_STATUS;
}
