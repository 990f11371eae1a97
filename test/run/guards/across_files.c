// RUN: %cc_asan %plugin -c %S/Inputs/callees.c -o %t.callees.asan.o
// RUN: %cc_asan %plugin %s %t.callees.asan.o -o %t.asan && %t.asan
// RUN: %cc_runtime %plugin -O2 %s %S/Inputs/callees.c -o %t.O2 && %t.O2
// RUN: %lg lower %s -o %t.lowered.c && %lg lower %S/Inputs/callees.c -o %t.callees.c
// RUN: %gcc -O2 -I %S %t.lowered.c %t.callees.c %libs -o %t.gcc && %t.gcc
// The rules hold across files: for callees that are known by their prototype alone, and for those of a header.
#include "Inputs/callees.h"

static void tell(char sign, const char *name)
{
    say("%c%s", sign, name);
}

static async int calls_far(void)
{
    lg_scoped(tracked) a = track("a");
    int number = await far("f", 1);
    return number + await near("n");
}
WALK(calls_far)

static async void calls_farther(void)
{
    lg_scoped(tracked) a = track("a");
    await farther("f", "g");
    lg_scoped(tracked) b = track("b");
    await once("x");
}
WALK(calls_farther)

// Of await_all those that have finished are not dropped again, wherever their frames are.
static async int all_of_them(void)
{
    lg_scoped(tracked) a = track("a");
    int one, two, three;
    await_all(one = far("f", 1), two = near("n"), three = far("g", 2), once("x"), far("h", 0));
    return 100 * one + 10 * two + three;
}
WALK(all_of_them)

static async int any_of_them(void)
{
    lg_scoped(tracked) a = track("a");
    int got = 0;
    int first = await_any(far("f", 2), got = near("n"), far("g", 2));
    return 10 * first + got;
}
WALK(any_of_them)

static async int timed(void)
{
    lg_scoped(tracked) a = track("a");
    int got = 0;
    int error = await_timeout(100000, got = far("f", 1));
    return error ? -1 : got;
}
WALK(timed)

int main(void)
{
    callees_tell(tell);
    CHECK_WALK(calls_far,
               "a -f -a", "+a +f !l ~f ~a",
               "+a +f ~l ~f n near? -n -a", "+a +n near# ~n ~a",
               "+a +n near= ~n ~a done:2");
    CHECK_WALK(calls_farther,
               "a -g -f -a", "+a +f +g !l ~g ~f ~a",
               "+a +f +g ~l ~g ~f b x? -b -a", "+a +b x# ~b ~a",
               "+a +b x= ~b ~a done");
    CHECK_WALK(all_of_them,
               "a -f n near? -n -g x? ~l ~h -a", "+a x# +g !l ~g +n near# ~n +f !l ~f ~a",
               "+a +f ~l ~f +n near= ~n +g -g x= -a", "+a +g !l ~g ~a",
               "+a +g ~l ~g ~a done:112");
    CHECK_WALK(any_of_them,
               "a -f n near? -n -g -a", "+a +g !l ~g +n near# ~n +f !l ~f ~a",
               "+a +f -f +n near= ~n +g !l ~g +f !l ~f ~a done:11");
    CHECK_WALK(timed,
               "a -f -a", "+a +f !l ~f ~a",
               "+a +f ~l ~f ~a done:1");
    return RECORD_STATUS;
}
