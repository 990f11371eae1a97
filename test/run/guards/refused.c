// RUN: not %cc_runtime %plugin -fsyntax-only -DATOMIC %s 2>&1 | FileCheck --check-prefix=ATOMIC %s
// RUN: not %cc_runtime %plugin -fsyntax-only -DGOTO %s 2>&1 | FileCheck --check-prefix=GOTO %s
// RUN: not %cc_runtime %plugin -fsyntax-only -DSWITCH %s 2>&1 | FileCheck --check-prefix=SWITCH %s
// RUN: %cc_runtime %plugin -fsyntax-only %s
// What the rules of guards leave no room for: an _Atomic guard, and a jump over a cleanup, which clang refuses by
// itself.
#include "Inputs/record.h"

static async void f(int over)
{
#ifdef ATOMIC
    unscoped(_Atomic tracked) a = track("a");
    // ATOMIC: refused.c:[[@LINE-1]]:{{.*}} error: guard 'a' cannot be _Atomic
    await once("x");
#endif
#ifdef GOTO
    if (over)
        goto past;
    // GOTO: refused.c:[[@LINE-1]]:{{.*}} error: cannot jump from this goto statement to its label
    lg_scoped(tracked) b = track("b");
past:
    await once("x");
#endif
#ifdef SWITCH
    switch (over) {
        lg_scoped(tracked) c = track("c");
    case 0:
        // SWITCH: refused.c:[[@LINE-1]]:{{.*}} error: cannot jump from switch statement to this case label
        await once("x");
    }
#endif
    await pend("x", over, 0);
}
WALK(f, 0)

int main(void)
{
    lg_future_drop(start_f());
    return RECORD_STATUS;
}
