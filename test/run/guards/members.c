// RUN: %check_in_every_way
// A type that holds lifecycle types by value is notified like drop glue: its own hook, then its members in order of
// declaration, elements from 0 on; on suspend exactly the reverse.
#include "Inputs/record.h"

typedef struct lifecycle(pair_on_resume, pair_on_suspend) pair {
    guard_state state;
    tracked first;
    int between;
    tracked second;
} pair;
static inline void pair_on_resume(pair *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '+', true, false);
}
static inline void pair_on_suspend(pair *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '-', false, true);
}
static pair make_pair(const char *name, const char *first, const char *second)
{
    return (pair){guard_begin(name), track(first), 0, track(second)};
}

static async void own_hook_then_members(void)
{
    unscoped(pair) p = make_pair("p", "p1", "p2");
    unscoped(tracked) a = track("a");
    await once("x");
}
WALK(own_hook_then_members)

// A type without hooks of its own.
struct holder {
    int number;
    tracked one;
    struct {
        tracked two;
        struct {
            char c;
            tracked three;
        };
    }; // anonymous: its members are the holder's
    struct inner {
        tracked four;
    } inner;
    struct empty {
        int none;
    } empty;
};

static async void holder_without_hooks(void)
{
    unscoped(struct holder) h = {1, track("1"), {track("2"), {'c', track("3")}}, {track("4")}, {0}};
    await once("x");
}
WALK(holder_without_hooks)

static async void arrays(void)
{
    unscoped(tracked) a[3] = {track("a0"), track("a1"), track("a2")};
    unscoped(tracked) m[2][2] = {{track("m00"), track("m01")}, {track("m10"), track("m11")}};
    await once("x");
}
WALK(arrays)

struct shelf {
    pair pairs[2];
    tracked last;
};

static async void arrays_of_structs(void)
{
    unscoped(struct shelf) s[2] = {
        {{make_pair("p", "p1", "p2"), make_pair("q", "q1", "q2")}, track("l")},
        {{make_pair("r", "r1", "r2"), make_pair("s", "s1", "s2")}, track("m")},
    };
    await once("x");
}
WALK(arrays_of_structs)

// An array whose length its initialiser says.
static async void length_of_initialiser(void)
{
    unscoped(tracked) a[] = {track("a0"), track("a1")};
    await once("x");
}
WALK(length_of_initialiser)

// Through a pointer or a union nothing is notified; nor what outlives the function or belongs to a thread.
struct distant {
    tracked *pointed;
    tracked *many[2];
    union {
        tracked either;
        int or;
    } choice;
    union {
        tracked perhaps;
        struct {
            tracked deeper;
        } perhaps_not;
    };
};
union single {
    tracked guard;
    int number;
};
static tracked elsewhere = {{.name = "elsewhere"}};

static async void not_by_value(void)
{
    unscoped(struct distant) d = {
        &elsewhere, {&elsewhere, &elsewhere}, {{{.name = "either"}}}, {{{.name = "perhaps"}}}};
    unscoped(tracked) *pointer = &elsewhere;
    unscoped(tracked) *pointers[2] = {&elsewhere, &elsewhere};
    unscoped(union single) u = {.number = 1};
    static unscoped(tracked) constant = {{.name = "static"}};
    static unscoped(_Thread_local tracked) per_thread = {{.name = "thread"}};
    extern tracked far_away;
    await once("x");
    say("%d", u.number);
    say("%s", far_away.state.name);
}
tracked far_away = {{.name = "far"}};
WALK(not_by_value)

// A variable with a cleanup: its cleanup is one, after the resume of all its members.
static void holder_drop(struct holder *h)
{
    tracked_drop(&h->inner.four);
    tracked_drop(&h->three);
    tracked_drop(&h->two);
    tracked_drop(&h->one);
}
static async void with_a_cleanup(void)
{
    __attribute__((cleanup(holder_drop), unused)) struct holder h = {
        1, track("1"), {track("2"), {'c', track("3")}}, {track("4")}, {0}};
    lg_scoped(tracked) a = track("a");
    await once("x");
}
WALK(with_a_cleanup)

// A cleanup of an array is given the array.
static void row_drop(tracked (*row)[2])
{
    tracked_drop(&(*row)[1]);
    tracked_drop(&(*row)[0]);
}
static async void array_with_a_cleanup(void)
{
    __attribute__((cleanup(row_drop))) tracked row[2] = {track("0"), track("1")};
    await once("x");
}
WALK(array_with_a_cleanup)

// Jumped over, an array and a holder are not live as a whole.
static async void jumped_over(int over)
{
    if (over)
        goto past;
    unscoped(tracked) a[2] = {track("a0"), track("a1")};
    unscoped(pair) p = make_pair("p", "p1", "p2");
past:
    await once("x");
}
static async void jumped_over_both_ways(void)
{
    await jumped_over(1);
    await jumped_over(0);
}
WALK(jumped_over_both_ways)

int main(void)
{
    CHECK_WALK(own_hook_then_members,
               "p p1 p2 a x? -a -p2 -p1 -p", "+p +p1 +p2 +a x#",
               "+p +p1 +p2 +a x= done");
    CHECK_WALK(holder_without_hooks,
               "1 2 3 4 x? -4 -3 -2 -1", "+1 +2 +3 +4 x#",
               "+1 +2 +3 +4 x= done");
    CHECK_WALK(arrays,
               "a0 a1 a2 m00 m01 m10 m11 x? -m11 -m10 -m01 -m00 -a2 -a1 -a0", "+a0 +a1 +a2 +m00 +m01 +m10 +m11 x#",
               "+a0 +a1 +a2 +m00 +m01 +m10 +m11 x= done");
    CHECK_WALK(arrays_of_structs,
               "p p1 p2 q q1 q2 l r r1 r2 s s1 s2 m x? -m -s2 -s1 -s -r2 -r1 -r -l -q2 -q1 -q -p2 -p1 -p",
               "+p +p1 +p2 +q +q1 +q2 +l +r +r1 +r2 +s +s1 +s2 +m x#",
               "+p +p1 +p2 +q +q1 +q2 +l +r +r1 +r2 +s +s1 +s2 +m x= done");
    CHECK_WALK(length_of_initialiser,
               "a0 a1 x? -a1 -a0", "+a0 +a1 x#",
               "+a0 +a1 x= done");
    CHECK_WALK(not_by_value,
               "x?", "x#",
               "x= 1 far done");
    CHECK_WALK(with_a_cleanup,
               "1 2 3 4 a x? -a -4 -3 -2 -1", "+1 +2 +3 +4 +a x# ~a ~4 ~3 ~2 ~1",
               "+1 +2 +3 +4 +a x= ~a ~4 ~3 ~2 ~1 done");
    CHECK_WALK(array_with_a_cleanup,
               "0 1 x? -1 -0", "+0 +1 x# ~1 ~0",
               "+0 +1 x= ~1 ~0 done");
    CHECK_WALK(jumped_over_both_ways,
               "x?", "x#",
               "x= a0 a1 p p1 p2 x? -p2 -p1 -p -a1 -a0", "+a0 +a1 +p +p1 +p2 x#",
               "+a0 +a1 +p +p1 +p2 x= done");
    return RECORD_STATUS;
}
