// RUN: %cc -fplugin-arg-lifeguard-trace -O2 -c %s -o %t.o && %clang %t.o %libs -o %t && %t | FileCheck %s
// RUN: %cc_asan %plugin -fplugin-arg-lifeguard-trace %s -o %t.asan && %t.asan | FileCheck %s
// RUN: %cc -O2 -g0 -c %s -o %t.plain.o && not grep -q lg_traced_future %t.plain.o
// `trace`: every future reports what it does, with no change in the source; without it nothing is there.
#include <lifeguard.h>
#include <stdio.h>
#include <string.h>

typedef struct lifecycle(bell_on_resume, bell_on_suspend) bell {
    int rings;
} bell;
void bell_on_resume(bell *self, lg_context *cx)
{
    (void)cx;
    self->rings++;
}
void bell_on_suspend(bell *self, lg_context *cx)
{
    (void)cx;
    self->rings++;
}

static void tell(const lg_traced *what)
{
    static const char *const kinds[] = {"create",  "poll", "await",  "state",   "pending",
                                        "ready",   "drop", "resume", "suspend", "cancel"};
    const lg_state_info *state = &what->type->states[what->state];
    printf("%s %s", what->type->name, kinds[what->kind]);
    if (state->callee)
        printf(" %s:%d", state->callee, state->line);
    if (what->hook)
        printf(" %s(%s)", what->hook, what->guard);
    putchar('\n');
}

async int inner(int n)
{
    if (n > 0)
        await lg_yield_now();
    return n;
}

async int outer(int n)
{
    bell ringing = {0};
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += await inner(i);
    return sum + ringing.rings;
}

int main(void)
{
    lg_traced_listen(tell);
    printf("%d\n", block_on(outer(2)));
    lg_future *box = future(outer(2));
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    if (lg_future_poll(box, &cx, NULL) == LG_READY)
        return 1;
    puts("dropping");
    lg_future_drop(box);
    lg_traced_listen(NULL);
    return block_on(inner(0));
}
// CHECK: outer create
// CHECK-NEXT: outer poll
// CHECK-NEXT: inner create
// CHECK-NEXT: outer await inner:48
// CHECK-NEXT: inner poll
// CHECK-NEXT: inner ready
// CHECK-NEXT: inner create
// CHECK-NEXT: outer await inner:48
// CHECK-NEXT: inner poll
// CHECK-NEXT: inner await lg_yield_now:39
// CHECK-NEXT: inner state lg_yield_now:39
// CHECK-NEXT: inner pending lg_yield_now:39
// CHECK-NEXT: outer suspend inner:48 bell_on_suspend(ringing)
// CHECK-NEXT: outer state inner:48
// CHECK-NEXT: outer pending inner:48
// CHECK-NEXT: outer poll inner:48
// CHECK-NEXT: outer resume inner:48 bell_on_resume(ringing)
// CHECK-NEXT: inner poll lg_yield_now:39
// CHECK-NEXT: inner ready
// CHECK-NEXT: outer ready
// CHECK-NEXT: 3
// CHECK: dropping
// CHECK-NEXT: outer drop inner:48
// CHECK-NEXT: outer resume inner:48 bell_on_resume(ringing)
// CHECK-NEXT: inner drop lg_yield_now:39
// CHECK-NOT: {{.}}
