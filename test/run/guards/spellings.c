// RUN: %check_in_every_way
// RUN: %cc_runtime %plugin -std=gnu2x -DC23 %s -o %t.c23 && %t.c23
// RUN: %lg lower -std=gnu2x -DC23 %s -o %t.c23.c
// RUN: %gcc -std=gnu2x -O2 -DC23 -I %S %t.c23.c %libs -o %t.gcc23 && %t.gcc23
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
    __attribute__((cleanup(tracked_drop))) __auto_type a = track("a");
    lg_scoped(tracked) b = track("b");
    unscoped(__typeof__(b)) c = track("c");
    unscoped(__typeof__(track(""))) d = track("d");
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

#ifdef C23
static async void standard_attributes(void)
{
    [[gnu::cleanup(tracked_drop)]] tracked a = track("a");
    tracked b [[gnu::cleanup(tracked_drop)]] = track("b");
    [[maybe_unused]] tracked c = track("c");
    await once("x");
}
WALK(standard_attributes)

static async int labels(int twice)
{
again:
    tracked a [[gnu::cleanup(tracked_drop)]] = track("a");
    await once("x");
    if (twice--)
        goto again;
    switch (twice) {
    case -1:
        lg_scoped(tracked) b = track("b");
        await once("y");
    }
    return 0;
}
WALK(labels, 1)
#endif

int main(void)
{
    CHECK_WALK(before_the_name,
               "a b c d e x? -e -d -c -b -a", "+a +b +c +d +e x# ~e ~d ~b ~a",
               "+a +b +c +d +e x= c ~e ~d ~b ~a done");
    CHECK_WALK(deduced,
               "a b c d x? -d -c -b -a", "+a +b +c +d x# ~b ~a",
               "+a +b +c +d x= ~b ~a done");
    CHECK_WALK(in_parentheses,
               "a 0 1 x? -1 -0 -a", "+a +0 +1 x#",
               "+a +0 +1 x= a 0 done");
#ifdef C23
    CHECK_WALK(standard_attributes,
               "a b c x? -c -b -a", "+a +b +c x# ~b ~a",
               "+a +b +c x= ~b ~a done");
    CHECK_WALK(labels,
               "a x? -a", "+a x# ~a",
               "+a x= ~a a x? -a", "+a x# ~a",
               "+a x= b y? -b -a", "+a +b y# ~b ~a",
               "+a +b y= ~b ~a done:0");
#endif
    return RECORD_STATUS;
}
