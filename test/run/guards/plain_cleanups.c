// RUN: %check_in_every_way
// Cleanups of variables without hooks: of any type, in scopes that hold an await or none.
#include "Inputs/record.h"

static void number_drop(int *number)
{
    say("~%d", *number);
}
static void text_free(char **text)
{
    say("~%s", *text);
    free(*text);
}
static void row_drop(int (*row)[3])
{
    say("~row:%d", (*row)[2]);
}
static void any_drop(void *anything)
{
    (void)anything;
    say("~any");
}

// What the variable holds at the end counts.
static async int of_any_type(void)
{
    __attribute__((cleanup(number_drop))) int number = 1;
    __attribute__((cleanup(text_free), unused)) char *text = strdup("text");
    __attribute__((cleanup(row_drop))) int row[3] = {0, 0, 3};
    __attribute__((cleanup(any_drop))) double d = 0.5;
    number += await pend("x", 1, 10);
    row[2] = number;
    return number + (d < 1);
}
WALK(of_any_type)

static async void several_declarators(void)
{
    __attribute__((cleanup(number_drop))) int a = 1, b = a + await pend("x", 1, 1), c = b + 1;
    await once("y");
    c++;
}
WALK(several_declarators)

// No await in the whole function.
static async int without_an_await(int way)
{
    lg_scoped(plain) a = plainly("a");
    for (int i = 0; i < 2; i++) {
        lg_scoped(tracked) b = track("b");
        if (way == 0)
            continue;
        return 1;
    }
    return 2;
}
static async int without_an_await_both_ways(void)
{
    return 10 * await without_an_await(0) + await without_an_await(1);
}
WALK(without_an_await_both_ways)

// In blocks beside the awaits.
static async void beside_the_awaits(void)
{
    {
        lg_scoped(plain) a = plainly("a");
    }
    await once("x");
    for (int i = 0; i < 2; i++) {
        lg_scoped(plain) b = plainly("b");
    }
    await once("y");
    if (true) {
        lg_scoped(plain) c = plainly("c");
        say("in");
    }
}
WALK(beside_the_awaits)

// One variable's cleanup reads another's.
static void copy_back(int **of)
{
    say("back:%d", **of);
}
static async void reads_another(void)
{
    int number = 1;
    __attribute__((cleanup(copy_back), unused)) int *of = &number;
    await once("x");
    number = 2;
    {
        int other = 3;
        __attribute__((cleanup(copy_back), unused)) int *inner = &other;
        await once("y");
        other = 4;
    }
    await once("z");
}
WALK(reads_another)

// Of a variable without an initialiser.
static async void assigned_later(void)
{
    __attribute__((cleanup(number_drop))) int number;
    number = 1;
    await once("x");
    number = 2;
}
WALK(assigned_later)

// The attribute behind the declarator, and in a macro with the rest of the declaration.
#define COUNTER(name) int name __attribute__((cleanup(number_drop))) = 7
static async void spelled_otherwise(void)
{
    int a __attribute__((cleanup(number_drop))) = 6;
    COUNTER(b);
    await once("x");
    a = b++;
}
WALK(spelled_otherwise)

int main(void)
{
    CHECK_WALK(of_any_type,
               "x?", "x# ~any ~row:3 ~text ~1",
               "x= ~any ~row:11 ~text ~11 done:12");
    CHECK_WALK(several_declarators,
               "x?", "x# ~1",
               "x= y?", "y# ~3 ~2 ~1",
               "y= ~4 ~2 ~1 done");
    CHECK_WALK(without_an_await_both_ways, "a b ~b b ~b ~a a b ~b ~a done:21");
    CHECK_WALK(beside_the_awaits,
               "a ~a x?", "x#",
               "x= b ~b b ~b y?", "y#",
               "y= c in ~c done");
    CHECK_WALK(reads_another,
               "x?", "x# back:1",
               "x= y?", "y# back:3 back:2",
               "y= back:4 z?", "z# back:2",
               "z= back:2 done");
    CHECK_WALK(assigned_later,
               "x?", "x# ~1",
               "x= ~2 done");
    CHECK_WALK(spelled_otherwise,
               "x?", "x# ~7 ~6",
               "x= ~8 ~7 done");
    return RECORD_STATUS;
}
