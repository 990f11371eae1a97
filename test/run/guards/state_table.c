// RUN: %check_in_every_way
// A future's type names, for every yield point, the guards that are live there in order of initialisation.
#include "Inputs/record.h"

struct holder {
    tracked inner;
};

static async void f(tracked given, int over)
{
    lg_scoped(tracked) a = track("a");
    await once("x");
    if (over)
        goto past;
    unscoped(struct holder) perhaps = {track("perhaps")};
past:
    await once("y");
    {
        lg_scoped(plain) b = plainly("b");
        unscoped(tracked) row[2] = {track("0"), track("1")};
        await once("z");
    }
    await once("w");
    (void)given;
}
WALK(f, (tracked){{.name = "given"}}, 0)

// No guard.
static async void g(int number)
{
    await once("x");
    (void)number;
}
WALK(g, 0)

/* Its guards, state by state: name, type and how many lines below its function's. */
static void tell_states(lg_future *box)
{
    const lg_future_type *type = lg_future_type_of(box);
    for (size_t i = 0; i < type->state_count; i++) {
        const lg_state_info *state = &type->states[i];
        if (!state->callee && state->guard_count == 0)
            continue;
        say("| %s", state->callee ? state->callee : "(guards of no await)");
        for (size_t j = 0; j < state->guard_count; j++)
            say("%s:%s:%d", state->guards[j].name, state->guards[j].type,
                state->guards[j].line - type->states[0].line);
    }
    lg_future_drop(box);
}

int main(void)
{
    tell_states(start_f());
    CHECK_RECORD("| once given:tracked:0 a:tracked:2 "
                 "| once given:tracked:0 a:tracked:2 perhaps:struct holder:6 "
                 "| once given:tracked:0 a:tracked:2 perhaps:struct holder:6 b:plain:10 row:tracked[2]:11 "
                 "| once given:tracked:0 a:tracked:2 perhaps:struct holder:6");
    tell_states(start_g());
    CHECK_RECORD("| once");
    return RECORD_STATUS;
}
