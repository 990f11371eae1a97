// RUN: %check_in_every_way
// A cleanup runs exactly once when its scope is left, by every way out, in reverse order of the declarations.
#include "Inputs/record.h"

enum way { END, BREAK, CONTINUE, GOTO_OUT, GOTO_BACK, RETURN };

static async int leave(enum way way)
{
    int round = 0;
    lg_scoped(tracked) outer = track("o");
back:;
    lg_scoped(tracked) a = track("a");
    for (; round < 2; round++) {
        lg_scoped(tracked) b = track("b");
        {
            lg_scoped(plain) c = plainly("c");
            await once("x");
            switch (way) {
            case END:
                break;
            case BREAK:
                goto leave_loop;
            case CONTINUE:
                continue;
            case GOTO_OUT:
                goto out;
            case GOTO_BACK:
                way = END;
                round = 1;
                goto back;
            case RETURN:
                return 7;
            }
            say("still");
            if (round == 0)
                continue;
        leave_loop:
            break;
        }
    }
    say("end");
out:
    say("out");
    return 0;
}

static lg_future *start_end(void)
{
    return future(leave(END));
}
static lg_future *start_break(void)
{
    return future(leave(BREAK));
}
static lg_future *start_continue(void)
{
    return future(leave(CONTINUE));
}
static lg_future *start_goto_out(void)
{
    return future(leave(GOTO_OUT));
}
static lg_future *start_goto_back(void)
{
    return future(leave(GOTO_BACK));
}
static lg_future *start_return(void)
{
    return future(leave(RETURN));
}

static async void end_of_nested_blocks(void)
{
    lg_scoped(tracked) a = track("a");
    {
        lg_scoped(tracked) b = track("b");
        {
            lg_scoped(tracked) c = track("c");
            await once("x");
        }
        say("1");
    }
    say("2");
}
WALK(end_of_nested_blocks)

// Out of a loop in a switch in a loop.
static async int return_from_deep(void)
{
    lg_scoped(tracked) a = track("a");
    for (lg_scoped(tracked) b = track("b");;) {
        switch (1) {
        case 1:;
            lg_scoped(tracked) c = track("c");
            do {
                lg_scoped(tracked) d = track("d");
                if (await pend("x", 1, 1))
                    return 5;
            } while (true);
        }
    }
}
WALK(return_from_deep)

// Ways out through guards whose scope the await is not in, or is before.
static async void no_await_in_scope(int way)
{
    await once("x");
    for (int i = 0; i < 2; i++) {
        lg_scoped(tracked) a = track("a");
        lg_scoped(plain) b = plainly("b");
        if (way == 0)
            break;
        if (way == 1)
            goto out;
        if (way == 2)
            return;
    }
    await once("y");
out:
    say("out");
}
static async void no_await_in_scope_each_way(void)
{
    for (int way = 0; way < 4; way++)
        await no_await_in_scope(way);
}
WALK(no_await_in_scope_each_way)

// A goto that stays in a guard's scope, forward or back behind its declaration, does not clean it.
static async void goto_within_scope(void)
{
    int round = 0;
    lg_scoped(tracked) a = track("a");
behind:
    await once("x");
    if (round++ == 0)
        goto behind;
    goto forward;
forward:
    say("forward");
}
WALK(goto_within_scope)

int main(void)
{
    CHECK_WALK(end,
               "o a b c x? -b -a -o", "+o +a +b x# ~c ~b ~a ~o",
               "+o +a +b x= still ~c ~b b c x? -b -a -o", "+o +a +b x# ~c ~b ~a ~o",
               "+o +a +b x= still ~c ~b end out ~a ~o done:0");
    CHECK_WALK(break,
               "o a b c x? -b -a -o", "+o +a +b x# ~c ~b ~a ~o",
               "+o +a +b x= ~c ~b end out ~a ~o done:0");
    CHECK_WALK(continue,
               "o a b c x? -b -a -o", "+o +a +b x# ~c ~b ~a ~o",
               "+o +a +b x= ~c ~b b c x? -b -a -o", "+o +a +b x# ~c ~b ~a ~o",
               "+o +a +b x= ~c ~b end out ~a ~o done:0");
    CHECK_WALK(goto_out,
               "o a b c x? -b -a -o", "+o +a +b x# ~c ~b ~a ~o",
               "+o +a +b x= ~c ~b out ~a ~o done:0");
    CHECK_WALK(goto_back,
               "o a b c x? -b -a -o", "+o +a +b x# ~c ~b ~a ~o",
               "+o +a +b x= ~c ~b ~a a b c x? -b -a -o", "+o +a +b x# ~c ~b ~a ~o",
               "+o +a +b x= still ~c ~b end out ~a ~o done:0");
    CHECK_WALK(return,
               "o a b c x? -b -a -o", "+o +a +b x# ~c ~b ~a ~o",
               "+o +a +b x= ~c ~b ~a ~o done:7");
    CHECK_WALK(end_of_nested_blocks,
               "a b c x? -c -b -a", "+a +b +c x# ~c ~b ~a",
               "+a +b +c x= ~c 1 ~b 2 ~a done");
    CHECK_WALK(return_from_deep,
               "a b c d x? -d -c -b -a", "+a +b +c +d x# ~d ~c ~b ~a",
               "+a +b +c +d x= ~d ~c ~b ~a done:5");
    CHECK_WALK(no_await_in_scope_each_way,
               "x?", "x#",
               "x= a b ~b ~a y?", "y#",
               "y= out x?", "x#",
               "x= a b ~b ~a out x?", "x#",
               "x= a b ~b ~a x?", "x#",
               "x= a b ~b ~a a b ~b ~a y?", "y#",
               "y= out done");
    CHECK_WALK(goto_within_scope,
               "a x? -a", "+a x# ~a",
               "+a x= x? -a", "+a x# ~a",
               "+a x= forward ~a done");
    return RECORD_STATUS;
}
