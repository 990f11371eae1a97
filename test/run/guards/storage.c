// RUN: %check_in_every_way
// Hooks act on what the guard's storage holds at that moment, and the storage stays where it is.
#include "Inputs/record.h"

static async void assigned_through_a_pointer(void)
{
    tracked g = track("g");
    tracked *r = &g;
    await once("x");
    *r = track("t");
    await once("y");
    say("%s", g.state.name);
}
WALK(assigned_through_a_pointer)

// By somebody else, while the future is suspended.
static tracked *exposed;
static async void assigned_from_outside(void)
{
    lg_scoped(tracked) g = track("g");
    exposed = &g;
    await once("x");
    say("%s", g.state.name);
}

static void replaced(tracked *of)
{
    of->state.name = "other";
}
static void test_assigned_from_outside(void)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    lg_future *first = future(assigned_from_outside());
    poll_once(first, &cx);
    replaced(exposed);
    poll_once(first, &cx);
    lg_future_drop(first);
    CHECK_RECORD("g x? -g +other x= other ~other done");
    lg_future *second = future(assigned_from_outside());
    poll_once(second, &cx);
    replaced(exposed);
    lg_future_drop(second);
    CHECK_RECORD("g x? -g +other x# ~other");
}

// By a callee.
static async void gives_another(tracked *to)
{
    await once("x");
    *to = track("new");
    to->state.at = to;
    await once("y");
}
static async void assigned_by_a_callee(void)
{
    lg_scoped(tracked) g = track("old");
    await gives_another(&g);
    await once("z");
}
WALK(assigned_by_a_callee)

// Members and elements one by one.
struct shelf {
    tracked items[2];
};
static async void assigned_in_part(void)
{
    struct shelf s = {{track("0"), track("1")}};
    await once("x");
    s.items[1] = track("2");
    await once("y");
    struct shelf other = {{track("3"), track("4")}};
    s = other;
    await once("z");
}
WALK(assigned_in_part)

// Local storage keeps its address over every suspension: the guards check that, and here the program does.
static async void keeps_its_place(void)
{
    lg_scoped(tracked) g = track("g");
    unscoped(tracked) row[3] = {track("0"), track("1"), track("2")};
    tracked *of_g = &g, *of_row = row;
    for (int i = 0; i < 2; i++) {
        lg_scoped(plain) p = plainly("p");
        plain *of_p = &p;
        await once("x");
        if (of_p != &p)
            say("(p moved)");
    }
    if (of_g != &g || of_row != row)
        say("(moved)");
}
WALK(keeps_its_place)

int main(void)
{
    CHECK_WALK(assigned_through_a_pointer,
               "g x? -g", "+g x#",
               "+g x= t y? -t", "+t y#",
               "+t y= t done");
    test_assigned_from_outside();
    CHECK_WALK(assigned_by_a_callee,
               "old x? -old", "+old x# ~old",
               "+old x= new y? -new", "+new y# ~new",
               "+new y= z? -new", "+new z# ~new",
               "+new z= ~new done");
    CHECK_WALK(assigned_in_part,
               "0 1 x? -1 -0", "+0 +1 x#",
               "+0 +1 x= 2 y? -2 -0", "+0 +2 y#",
               "+0 +2 y= 3 4 z? -4 -3 -4 -3", "+3 +4 +3 +4 z#",
               "+3 +4 +3 +4 z= done");
    CHECK_WALK(keeps_its_place,
               "g 0 1 2 p x? -2 -1 -0 -g", "+g +0 +1 +2 x# ~p ~g",
               "+g +0 +1 +2 x= ~p p x? -2 -1 -0 -g", "+g +0 +1 +2 x# ~p ~g",
               "+g +0 +1 +2 x= ~p ~g done");
    return RECORD_STATUS;
}
