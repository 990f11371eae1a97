// RUN: %check_in_every_way
// A statement expression without an await, in a function where others suspend: its value is its last expression's, evaluated
// before the cleanups of its guards.
#include "Inputs/record.h"

static int cleared(int *number)
{
    say("cleared");
    *number = 0;
    return 99;
}

static async int beside_a_guard(void)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    int number = ({
        lg_scoped(tracked) a = track("a");
        say("value");
        5;
    });
    await once("y");
    return number;
}
WALK(beside_a_guard)

// The cleanup function has a result of its own.
static async int cleanup_with_a_result(void)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    return ({
        __attribute__((cleanup(cleared))) int number = 5;
        number;
    });
}
WALK(cleanup_with_a_result)

// Its guards are cleaned before those outside by every way out: a jump, a return, its end; also behind a label.
static async int jumped_out_of(int way)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    for (;;) {
        lg_scoped(tracked) l = track("l");
        int number = ({
            lg_scoped(tracked) a = track("a");
            lg_scoped(tracked) b = track("b");
            if (way == 1)
                return 1;
            if (way == 2)
                break;
            if (way == 3)
                goto last;
            if (way == 4)
                goto end;
            say("goes on");
        last:
            way;
        });
        await once("y");
        return number;
    }
    return 2;
end:
    return 4;
}

static async int returned(void)
{
    return await jumped_out_of(1);
}
WALK(returned)
static async int broken(void)
{
    return await jumped_out_of(2);
}
WALK(broken)
static async int skipped(void)
{
    return await jumped_out_of(3);
}
WALK(skipped)
static async int gone(void)
{
    return await jumped_out_of(4);
}
WALK(gone)

// A value that nobody uses, and one that is a struct.
static async int values(void)
{
    lg_scoped(tracked) o = track("o");
    await once("x");
    ({
        lg_scoped(tracked) a = track("a");
        cleared(&(int){1});
    });
    struct pair {
        int first, second;
    } pair = ({
        lg_scoped(tracked) b = track("b");
        (struct pair){1, 2};
    });
    return pair.first + pair.second;
}
WALK(values)

int main(void)
{
    CHECK_WALK(beside_a_guard,
               "o x? -o", "+o x# ~o",
               "+o x= a value ~a y? -o", "+o y# ~o",
               "+o y= ~o done:5");
    CHECK_WALK(cleanup_with_a_result,
               "o x? -o", "+o x# ~o",
               "+o x= cleared ~o done:5");
    CHECK_WALK(returned,
               "o x? -o", "+o x# ~o",
               "+o x= l a b ~b ~a ~l ~o done:1");
    CHECK_WALK(broken,
               "o x? -o", "+o x# ~o",
               "+o x= l a b ~b ~a ~l ~o done:2");
    CHECK_WALK(skipped,
               "o x? -o", "+o x# ~o",
               "+o x= l a b ~b ~a y? -l -o", "+o +l y# ~l ~o",
               "+o +l y= ~l ~o done:3");
    CHECK_WALK(gone,
               "o x? -o", "+o x# ~o",
               "+o x= l a b ~b ~a ~l ~o done:4");
    CHECK_WALK(values,
               "o x? -o", "+o x# ~o",
               "+o x= a cleared ~a b ~b ~o done:3");
    return RECORD_STATUS;
}
