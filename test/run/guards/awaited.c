// RUN: %check_in_every_way
// A guard whose value comes from an await begins when that is over: alone in its scope, in a loop, beside others that no
// await saw, and left early.
#include "Inputs/record.h"

static async plain awaited_plain(const char *name)
{
    await once("x");
    return plainly(name);
}

static async tracked awaited_tracked(const char *name)
{
    await once("x");
    return track(name);
}

static async void alone(void)
{
    lg_scoped(plain) a = await awaited_plain("a");
}
WALK(alone)

static async void in_a_loop(void)
{
    for (int i = 0; i < 2; i++) {
        lg_scoped(tracked) a = await awaited_tracked("a");
    }
}
WALK(in_a_loop)

static async void beside_others(void)
{
    lg_scoped(plain) a = await awaited_plain("a");
    lg_scoped(plain) b = plainly("b");
    say("body");
}
WALK(beside_others)

static async int left_early(int early)
{
    {
        lg_scoped(plain) a = await awaited_plain("a");
        say("body");
        if (early)
            return 7;
    }
    return 8;
}
WALK(left_early, 1)

int main(void)
{
    CHECK_WALK(alone, "x?", "x#", "x= a ~a done");
    CHECK_WALK(in_a_loop, "x?", "x#", "x= a ~a x?", "x#", "x= a ~a done");
    CHECK_WALK(beside_others, "x?", "x#", "x= a b body ~b ~a done");
    CHECK_WALK(left_early, "x?", "x#", "x= a body ~a done:7");
    return RECORD_STATUS;
}
