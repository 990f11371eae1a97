// RUN: %check_in_every_way
// The cleanup attribute wherever it may stand, and types that are not written out.
#include "Inputs/record.h"

static async void before_the_name(void)
{
    tracked __attribute__((cleanup(tracked_drop))) a = track("a");
    tracked b __attribute__((cleanup(tracked_drop))) = track("b"), c = track("c");
    __attribute__((cleanup(tracked_drop), unused)) tracked d = track("d");
    struct tracked __attribute__((__unused__)) __attribute__((__cleanup__(tracked_drop))) e = track("e");
    await once("x");
    say("%s", c.state.name);
}
WALK(before_the_name)

static async void deduced(void)
{
    lg_scoped(tracked) a = track("a");
    unscoped(__typeof__(a)) b = track("b");
    unscoped(__typeof__(track(""))) c = track("c");
    unscoped(__auto_type) d = track("d");
    await once("x");
}
WALK(deduced)

static async void in_parentheses(void)
{
    tracked(a) = track("a"), (*of_a) = &a, (row[2]) = {track("0"), track("1")};
    await once("x");
    say("%s %s", of_a->state.name, row[0].state.name);
}
WALK(in_parentheses)

int main(void)
{
    CHECK_WALK(before_the_name,
               "a b c d e x? -e -d -c -b -a", "+a +b +c +d +e x# ~e ~d ~b ~a",
               "+a +b +c +d +e x= c ~e ~d ~b ~a done");
    CHECK_WALK(deduced,
               "a b c d x? -d -c -b -a", "+a +b +c +d x# ~a",
               "+a +b +c +d x= ~a done");
    CHECK_WALK(in_parentheses,
               "a 0 1 x? -1 -0 -a", "+a +0 +1 x#",
               "+a +0 +1 x= a 0 done");
    return RECORD_STATUS;
}
