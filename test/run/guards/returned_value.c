// RUN: %check_in_every_way
// A cleanup at a return runs after the returned value was evaluated, and can not change it any more.
#include "Inputs/record.h"

static int account;

/* A guard that sets what it points to to -1 at the end. */
typedef struct spoiler {
    int *what;
} spoiler;
static void spoiler_drop(spoiler *self)
{
    say("spoiled");
    *self->what = -1;
}

static int take(int *what)
{
    say("taken");
    return *what;
}

static async int returns_a_local(void)
{
    int local = 1;
    lg_scoped(spoiler) s = {&local};
    await once("x");
    return local;
}
WALK(returns_a_local)

static async int returns_a_call(void)
{
    account = 2;
    lg_scoped(spoiler) s = {&account};
    await once("x");
    return take(&account) + 1;
}
WALK(returns_a_call)

static async int returns_its_own_guard(void)
{
    int number = 3;
    lg_scoped(spoiler) s = {&number};
    await once("x");
    return *s.what;
}
WALK(returns_its_own_guard)

// The returned expression awaits: the guard is live then.
static async int returns_an_await(void)
{
    int local = 4;
    lg_scoped(spoiler) s = {&local};
    lg_scoped(tracked) a = track("a");
    return local + await pend("x", 1, 10);
}
WALK(returns_an_await)

struct big {
    int numbers[40];
};
static void big_spoil(struct big *b)
{
    say("spoiled");
    memset(b, 0, sizeof *b);
}
static async struct big returns_a_struct(int first)
{
    __attribute__((cleanup(big_spoil))) struct big b = {{first}};
    await once("x");
    return b;
}
static async int returned_struct(void)
{
    struct big b = await returns_a_struct(5);
    return b.numbers[0];
}
WALK(returned_struct)

// No await sees the guard.
static async int returns_after_the_await(void)
{
    await once("x");
    int local = 6;
    lg_scoped(spoiler) s = {&local};
    return local;
}
WALK(returns_after_the_await)

// A void function that returns a void expression.
static async void returns_void(void)
{
    lg_scoped(plain) a = plainly("a");
    await once("x");
    return say("void");
}
WALK(returns_void)

// Out of a block, and converted to the function's type.
static async int returns_converted(void)
{
    double d = 7.9;
    {
        lg_scoped(plain) a = plainly("a");
        await once("x");
        if (d > 1)
            return d;
    }
    return 0;
}
WALK(returns_converted)

int main(void)
{
    CHECK_WALK(returns_a_local,
               "x?", "x# spoiled",
               "x= spoiled done:1");
    CHECK_WALK(returns_a_call,
               "x?", "x# spoiled",
               "x= taken spoiled done:3");
    CHECK_WALK(returns_its_own_guard,
               "x?", "x# spoiled",
               "x= spoiled done:3");
    CHECK_WALK(returns_an_await,
               "a x? -a", "+a x# ~a spoiled",
               "+a x= ~a spoiled done:14");
    CHECK_WALK(returned_struct,
               "x?", "x# spoiled",
               "x= spoiled done:5");
    CHECK_WALK(returns_after_the_await,
               "x?", "x#",
               "x= spoiled done:6");
    CHECK_WALK(returns_void,
               "a x?", "x# ~a",
               "x= void ~a done");
    CHECK_WALK(returns_converted,
               "a x?", "x# ~a",
               "x= ~a done:7");
    return RECORD_STATUS;
}
