// RUN: %check_in_every_way
// Across calls the outer function's on_resume comes first and the inner one's next; the inner one's on_suspend comes
// first. In await_all and await_any each branch's guards follow that branch's own polls.
#include "Inputs/record.h"

static async int innermost(void)
{
    lg_scoped(tracked) c = track("c");
    return await pend("x", 2, 1);
}
static async int inner(void)
{
    lg_scoped(tracked) b = track("b");
    int number = await innermost();
    await once("y");
    return number;
}
static async int outer(void)
{
    lg_scoped(tracked) a = track("a");
    return await inner() + await innermost();
}
WALK(outer)

// As arguments of one another, one at a time.
static async int twice(int number, const char *guard)
{
    unscoped(tracked) g = track(guard);
    await once("x");
    return 2 * number;
}
static async int arguments(void)
{
    lg_scoped(tracked) a = track("a");
    return await twice(await twice(1, "b"), "c");
}
WALK(arguments)

static async int branch(const char *guard, const char *wait, int times)
{
    lg_scoped(tracked) g = track(guard);
    return await pend(wait, times, times);
}

static async int branches(void)
{
    lg_scoped(tracked) a = track("a");
    int left, right;
    await_all(left = branch("b", "x", 2), branch("c", "y", 0), right = branch("d", "z", 1));
    return 10 * left + right;
}
WALK(branches)

// Branches that have branches.
static async int forked(const char *guard, const char *left, const char *right)
{
    lg_scoped(tracked) g = track(guard);
    return await_any(branch("l", left, 1), branch("r", right, 2));
}
static async void tree(void)
{
    lg_scoped(tracked) a = track("a");
    await_all(forked("b", "x", "y"), forked("c", "z", "w"));
}
WALK(tree)

static async int timed(void)
{
    lg_scoped(tracked) a = track("a");
    int got = 0;
    int error = await_timeout(100000, got = branch("b", "x", 1));
    return error ? -1 : got;
}
WALK(timed)

int main(void)
{
    CHECK_WALK(outer,
               "a b c x? -c -b -a", "+a +b +c x# ~c ~b ~a",
               "+a +b +c x? -c -b -a", "+a +b +c x# ~c ~b ~a",
               "+a +b +c x= ~c y? -b -a", "+a +b y# ~b ~a",
               "+a +b y= ~b c x? -c -a", "+a +c x# ~c ~a",
               "+a +c x? -c -a", "+a +c x# ~c ~a",
               "+a +c x= ~c ~a done:2");
    CHECK_WALK(arguments,
               "a b x? -b -a", "+a +b x# ~a",
               "+a +b x= c x? -c -a", "+a +c x# ~a",
               "+a +c x= ~a done:4");
    CHECK_WALK(branches,
               "a b x? -b c y= ~c d z? -d -a", "+a +d z# ~d +b x# ~b ~a",
               "+a +b x? -b +d z= ~d -a", "+a +b x# ~b ~a",
               "+a +b x= ~b ~a done:21");
    CHECK_WALK(tree,
               "a b l x? -l r y? -r -b c l z? -l r w? -r -c -a",
               "+a +c +r w# ~r +l z# ~l ~c +b +r y# ~r +l x# ~l ~b ~a",
               "+a +b +l x= ~l +r y# ~r ~b +c +l z= ~l +r w# ~r ~c ~a done");
    CHECK_WALK(timed,
               "a b x? -b -a", "+a +b x# ~b ~a",
               "+a +b x= ~b ~a done:1");
    return RECORD_STATUS;
}
