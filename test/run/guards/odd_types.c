// RUN: %check_in_every_way
// Guards of types that want care: constant members, alignment, bit-fields, large ones, constant guards.
#include "Inputs/record.h"
#include <stdint.h>

typedef struct lifecycle(fixed_on_resume, fixed_on_suspend) fixed {
    const char *const name;
    const int numbers[2];
} fixed;
static void fixed_on_resume(fixed *self, lg_context *cx)
{
    (void)cx;
    say("+%s%d", self->name, self->numbers[1]);
}
static void fixed_on_suspend(fixed *self, lg_context *cx)
{
    (void)cx;
    say("-%s", self->name);
}
static void fixed_drop(fixed *self)
{
    say("~%s", self->name);
}
static async void constant_members(void)
{
    for (int i = 0; i < 2; i++) {
        lg_scoped(fixed) f = {"f", {0, i}};
        await once("x");
    }
}
WALK(constant_members)

typedef struct lifecycle(aligned_on_resume, 0) aligned {
    _Alignas(64) char bytes[3];
} aligned;
static void aligned_on_resume(aligned *self, lg_context *cx)
{
    (void)cx;
    say(((uintptr_t)self & 63) == 0 ? "aligned" : "(not aligned)");
}
static async void wide(void)
{
    unscoped(char) before = 'b';
    unscoped(aligned) a = {"a"};
    _Alignas(64) tracked b = track("b");
    await once("x");
    say(((uintptr_t)&b & 63) == 0 ? "aligned" : "(not aligned)");
}
WALK(wide)

typedef struct lifecycle(large_on_resume, large_on_suspend) large {
    char bytes[5000];
    unsigned bits : 3, more : 5;
} large;
static void large_on_resume(large *self, lg_context *cx)
{
    (void)cx;
    say("+%u%c", self->more, self->bytes[4999]);
}
static void large_on_suspend(large *self, lg_context *cx)
{
    (void)cx;
    self->more++;
    self->bytes[4999]++;
}
static async void large_guards(void)
{
    large many[2] = {{.bits = 1, .more = 2}, {.more = 4}};
    many[0].bytes[4999] = 'a';
    many[1].bytes[4999] = 'k';
    await once("x");
    await once("y");
}
WALK(large_guards)

// A cleanup on a constant: it is what it was initialised with.
static void name_drop(const char *const *name)
{
    say("~%s", *name);
}
static void seen_drop(const int *number)
{
    say("~%d", *number);
}
static async void constants(void)
{
    __attribute__((cleanup(name_drop), unused)) const char *const name = "n";
    __attribute__((cleanup(seen_drop), unused)) const int number = await pend("x", 1, 5);
    await once("y");
}
WALK(constants)

static void volatile_drop(volatile int *number)
{
    say("~%d", *number);
}
static async void volatiles(void)
{
    __attribute__((cleanup(volatile_drop))) volatile int number = 1;
    await once("x");
    number++;
}
WALK(volatiles)

// A guard that points to itself, and one that points to another.
typedef struct lifecycle(linked_on_resume, linked_on_suspend) linked {
    struct linked *self;
    const char *name;
} linked;
static void linked_on_resume(linked *self, lg_context *cx)
{
    (void)cx;
    say("+%s", self->self->name);
}
static void linked_on_suspend(linked *self, lg_context *cx)
{
    (void)cx;
    say("-%s", self->self->name);
}
static async void self_reference(void)
{
    linked a = {&a, "a"};
    unscoped(linked) b = {&a, "b"};
    await once("x");
}
WALK(self_reference)

int main(void)
{
    CHECK_WALK(constant_members,
               "x? -f", "+f0 x# ~f",
               "+f0 x= ~f x? -f", "+f1 x# ~f",
               "+f1 x= ~f done");
    CHECK_WALK(wide,
               "b x? -b", "aligned +b x#",
               "aligned +b x= aligned done");
    CHECK_WALK(large_guards,
               "x?", "+3b +5l x#",
               "+3b +5l x= y?", "+4c +6m y#",
               "+4c +6m y= done");
    CHECK_WALK(constants,
               "x?", "x# ~n",
               "x= y?", "y# ~5 ~n",
               "y= ~5 ~n done");
    CHECK_WALK(volatiles,
               "x?", "x# ~1",
               "x= ~2 done");
    CHECK_WALK(self_reference,
               "x? -a -a", "+a +a x#",
               "+a +a x= done");
    return RECORD_STATUS;
}
