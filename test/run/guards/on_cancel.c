// RUN: %check_in_every_way
// A type with a third hook is not resumed when its future is dropped: on_cancel runs where its cleanup would, in its
// place.
#include "Inputs/record.h"

static async void in_place_of_cleanup(void)
{
    lg_scoped(tracked) a = track("a");
    lg_scoped(revoked) b = revocable("b");
    lg_scoped(tracked) c = track("c");
    unscoped(revoked) d = revocable("d");
    await once("x");
}
WALK(in_place_of_cleanup)

/* A guard whose cleanup looks at another. */
typedef struct watcher {
    const revoked *at;
} watcher;
static void watcher_drop(watcher *self)
{
    say(self->at->state.suspended ? "suspended" : "active");
}

// Cleanups that run before it see it still suspended; those that run after it too.
static async void still_suspended(void)
{
    lg_scoped(revoked) a = revocable("a");
    lg_scoped(watcher) w = {&a};
    await once("x");
}
WALK(still_suspended)

// A child that is dropped sees it suspended too, for it comes before.
static async void child(const revoked *of_caller)
{
    lg_scoped(watcher) w = {of_caller};
    await once("x");
}
static async void child_sees_it(void)
{
    lg_scoped(revoked) a = revocable("a");
    await child(&a);
}
WALK(child_sees_it)

// Members, of a type with a cleanup and no hooks: theirs run first, in suspend order, then the cleanup.
typedef struct holder {
    const char *name;
    revoked one;
    tracked two;
    revoked three[2];
} holder;
static void holder_drop(holder *self)
{
    say("~%s", self->name);
}
static async void members(void)
{
    lg_scoped(tracked) a = track("a");
    lg_scoped(holder) h = {"h", revocable("1"), track("2"), {revocable("3"), revocable("4")}};
    await once("x");
}
WALK(members)

// A holder with two hooks of its own: it is resumed itself, its members that know on_cancel are not.
typedef struct lifecycle(resumed_on_resume, resumed_on_suspend) resumed {
    guard_state state;
    revoked member;
    tracked other;
} resumed;
static inline void resumed_on_resume(resumed *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '+', true, false);
}
static inline void resumed_on_suspend(resumed *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '-', false, true);
}
static void resumed_drop(resumed *self)
{
    guard_changes(&self->state, '~', false, false);
}
static async void resumed_holder(void)
{
    lg_scoped(resumed) r = {guard_begin("r"), revocable("m"), track("o")};
    await once("x");
}
WALK(resumed_holder)

// A holder with its own on_cancel: its members' on_cancel first, then its own, and no cleanup. Members that know no
// on_cancel are resumed.
typedef struct lifecycle(both_on_resume, both_on_suspend, both_on_cancel) both {
    guard_state state;
    revoked first;
    tracked middle;
    revoked last;
} both;
static inline void both_on_resume(both *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '+', true, false);
}
static inline void both_on_suspend(both *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '-', false, true);
}
static inline void both_on_cancel(both *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '!', true, true);
}
static void both_drop(both *self)
{
    guard_changes(&self->state, '~', false, false);
}
static async void own_and_members(void)
{
    lg_scoped(both) b = {guard_begin("b"), revocable("1"), track("2"), revocable("3")};
    await once("x");
}
WALK(own_and_members)

// An array with a cleanup is not of a type with on_cancel: its elements' run, then the cleanup.
static void row_drop(revoked (*row)[2])
{
    say("~row");
    (void)row;
}
static async void array_with_a_cleanup(void)
{
    __attribute__((cleanup(row_drop))) revoked row[2] = {revocable("0"), revocable("1")};
    await once("x");
}
WALK(array_with_a_cleanup)

// Only the third hook.
typedef struct lifecycle(0, 0, alone_on_cancel) alone {
    const char *name;
} alone;
static void alone_on_cancel(alone *self, lg_context *cx)
{
    (void)cx;
    say("!%s", self->name);
}
static void alone_drop(alone *self)
{
    say("~%s", self->name);
}
static async void only_on_cancel(void)
{
    lg_scoped(alone) a = {"a"};
    unscoped(alone) b = {"b"};
    await once("x");
}
WALK(only_on_cancel)

// Left in the ordinary way it is cleaned, not cancelled, also in a block that ended before the drop.
static async void left_before(void)
{
    {
        lg_scoped(revoked) a = revocable("a");
        await once("x");
    }
    await once("y");
}
WALK(left_before)

// A parameter.
static async void parameter(revoked a, tracked b)
{
    await once("x");
    (void)a, (void)b;
}
WALK(parameter, (revoked){{.name = "a"}}, (tracked){{.name = "b"}})

int main(void)
{
    CHECK_WALK(in_place_of_cleanup,
               "a b c d x? -d -c -b -a", "+a +c x# !d ~c !b ~a",
               "+a +b +c +d x= ~c ~b ~a done");
    CHECK_WALK(still_suspended,
               "a x? -a", "x# suspended !a",
               "+a x= active ~a done");
    CHECK_WALK(child_sees_it,
               "a x? -a", "x# suspended !a",
               "+a x= active ~a done");
    CHECK_WALK(members,
               "a 1 2 3 4 x? -4 -3 -2 -1 -a", "+a +2 x# !4 !3 !1 ~h ~a",
               "+a +1 +2 +3 +4 x= ~h ~a done");
    CHECK_WALK(resumed_holder,
               "r m o x? -o -m -r", "+r +o x# !m ~r",
               "+r +m +o x= ~r done");
    CHECK_WALK(own_and_members,
               "b 1 2 3 x? -3 -2 -1 -b", "+2 x# !3 !1 !b",
               "+b +1 +2 +3 x= ~b done");
    CHECK_WALK(array_with_a_cleanup,
               "0 1 x? -1 -0", "x# !1 !0 ~row",
               "+0 +1 x= ~row done");
    CHECK_WALK(only_on_cancel,
               "x?", "x# !b !a",
               "x= ~a done");
    CHECK_WALK(left_before,
               "a x? -a", "x# !a",
               "+a x= ~a y?", "y#",
               "y= done");
    CHECK_WALK(parameter,
               "x? -b -a", "+b x# !a",
               "+a +b x= done");
    return RECORD_STATUS;
}
