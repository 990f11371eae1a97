// RUN: not %cc_runtime %plugin -fsyntax-only %s 2>&1 | FileCheck %s
// An _Atomic guard is an error also as an element, as a member, and around a type that holds one: the hooks could not
// reach it, so it would silently not follow its future.
#include "Inputs/record.h"

struct holds {
    int number;
    tracked inner;
};
struct holds_atomic {
    int number;
    _Atomic(tracked) inner;
};

// CHECK-DAG: atomic_inside.c:[[@LINE+1]]:{{.*}} error: guard 'parameter' cannot be _Atomic
static async void f(struct holds_atomic parameter)
{
    // CHECK-DAG: atomic_inside.c:[[@LINE+1]]:{{.*}} error: guard 'row' cannot be _Atomic
    unscoped(_Atomic(tracked)) row[2];
    // CHECK-DAG: atomic_inside.c:[[@LINE+1]]:{{.*}} error: guard 'whole' cannot be _Atomic
    unscoped(_Atomic(struct holds)) whole;
    // CHECK-DAG: atomic_inside.c:[[@LINE+1]]:{{.*}} error: guard 'member' cannot be _Atomic
    unscoped(struct holds_atomic) member;
    // CHECK-DAG: atomic_inside.c:[[@LINE+1]]:{{.*}} error: guard 'members' cannot be _Atomic
    unscoped(struct holds_atomic) members[2][2];
    // By pointer there is no guard.
    unscoped(_Atomic(tracked)) *pointer = NULL;
    await once("x");
    (void)parameter;
}
WALK(f, (struct holds_atomic){0})

int main(void)
{
    lg_future_drop(start_f());
    return RECORD_STATUS;
}
