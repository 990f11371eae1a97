// RUN: %check_in_every_way
// Hooks and cleanups are found whatever the program calls its own things: locals that hide a hook, the names that
// lowered code likes, two guards of one name.
#include "Inputs/record.h"

// A local that hides the hooks and the cleanup of a guard that is live.
static async int hides_the_hooks(void)
{
    lg_scoped(tracked) a = track("a");
    int sum = 0;
    {
        int tracked_on_resume = 1, tracked_on_suspend = 2, tracked_drop = 4;
        await once("x");
        sum = tracked_on_resume + tracked_on_suspend + tracked_drop;
        if (sum == 7)
            return sum;
    }
    return 0;
}
WALK(hides_the_hooks)

// A parameter does.
static async int hidden_by_parameter(int tracked_drop)
{
    for (int i = 0; i < 1; i++) {
        unscoped(tracked) b = track("b");
        await once("x");
    }
    return tracked_drop;
}
WALK(hidden_by_parameter, 3)

// A local that hides the guard.
static async int hides_the_guard(void)
{
    lg_scoped(tracked) a = track("a");
    {
        int a = 5;
        await once("x");
        {
            lg_scoped(tracked) a = track("inner");
            await once("y");
        }
        return a;
    }
}
WALK(hides_the_guard)

static async void lowered_names(void)
{
    lg_scoped(tracked) self = track("self");
    unscoped(tracked) cx[2] = {track("cx0"), track("cx1")};
    lg_scoped(tracked) state = track("state");
    unscoped(tracked) out = track("out");
    unscoped(tracked) lg_i0[1] = {track("i")};
    unscoped(tracked) child = track("child");
    await once("x");
}
WALK(lowered_names)

// A guard of the same name in each of two blocks, with a flag each.
static async void same_name(int over)
{
    {
        if (over)
            goto first;
        unscoped(tracked) a = track("a1");
    first:
        await once("x");
    }
    {
        if (!over)
            goto second;
        unscoped(tracked) a = track("a2");
    second:
        await once("y");
    }
}
WALK(same_name, 1)

// A guard whose flag's name the program has.
static async int has_the_flag(int over)
{
    int a_live = 4;
    if (over)
        goto past;
    unscoped(tracked) a = track("a");
past:
    await once("x");
    return a_live;
}
WALK(has_the_flag, 0)

// Members called like what lowered code uses.
struct odd {
    tracked self, state;
    struct {
        tracked cx;
    };
};
static async void odd_members(void)
{
    unscoped(struct odd) odd = {track("self"), track("state"), {track("cx")}};
    await once("x");
}
WALK(odd_members)

int main(void)
{
    CHECK_WALK(hides_the_hooks,
               "a x? -a", "+a x# ~a",
               "+a x= ~a done:7");
    CHECK_WALK(hidden_by_parameter,
               "b x? -b", "+b x#",
               "+b x= done:3");
    CHECK_WALK(hides_the_guard,
               "a x? -a", "+a x# ~a",
               "+a x= inner y? -inner -a", "+a +inner y# ~inner ~a",
               "+a +inner y= ~inner ~a done:5");
    CHECK_WALK(lowered_names,
               "self cx0 cx1 state out i child x? -child -i -out -state -cx1 -cx0 -self",
               "+self +cx0 +cx1 +state +out +i +child x# ~state ~self",
               "+self +cx0 +cx1 +state +out +i +child x= ~state ~self done");
    CHECK_WALK(same_name,
               "x?", "x#",
               "x= a2 y? -a2", "+a2 y#",
               "+a2 y= done");
    CHECK_WALK(has_the_flag,
               "a x? -a", "+a x#",
               "+a x= done:4");
    CHECK_WALK(odd_members,
               "self state cx x? -cx -state -self", "+self +state +cx x#",
               "+self +state +cx x= done");
    return RECORD_STATUS;
}
