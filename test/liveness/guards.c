// RUN: %lg dump liveness %s | FileCheck %s
// A guard is armed from after its initialiser until its scope is left, whether it is used again or not.
#include <lifeguard.h>

struct lifecycle(on_resume, on_suspend) guard {
    int x;
};
void on_resume(struct guard *self, lg_context *cx);
void on_suspend(struct guard *self, lg_context *cx);
async void pause_once(void);
async struct guard make(void);

// CHECK-LABEL: liveness order
// CHECK: make_
// CHECK: armed:{{$}}
// CHECK: make_
// CHECK: armed: a{{$}}
// CHECK: pause_once_
// CHECK: armed: a b{{$}}
// CHECK: pause_once_
// CHECK: armed: a{{$}}
async void order(void)
{
    struct guard a = await make();
    {
        struct guard b = await make();
        await pause_once();
        (void)b;
    }
    await pause_once();
    (void)a;
}

// CHECK-LABEL: liveness jumped_over
// CHECK: armed:{{$}}
// CHECK-NEXT: may be armed: g
async void jumped_over(int n)
{
    if (n)
        goto behind;
    struct guard g = {n};
    (void)g;
behind:
    await pause_once();
}

// CHECK-LABEL: liveness parameter
// CHECK: armed: g{{$}}
async void parameter(struct guard g)
{
    await pause_once();
    (void)g;
}
