// RUN: %cc -fplugin-arg-lifeguard-trace -O2 -c %s -o %t.o && %clang %t.o %libs -o %t && %t | FileCheck %s
// RUN: %cc_asan %plugin -fplugin-arg-lifeguard-trace %s -o %t.asan && %t.asan | FileCheck %s
// RUN: %cc -O2 -g0 -c %s -o %t.plain.o && not grep -q lg_traced_future %t.plain.o
// RUN: %lg lower --no-line %s -fplugin-arg-lifeguard-trace -o %t.reports.c
// RUN: grep -qE 'LG_TRACED_POLL' %t.reports.c && sed -E '/^ *lg_traced_(future|hook|int)\(.*\);$/d' %t.reports.c >%t.none.c
// RUN: %lg lower --no-line %s -o %t.never.c
// RUN: for one in reports none never; do %clang -std=gnu11 -O2 -g0 -I %include -c %t.$one.c -o %t.$one.o && \
// RUN:     llvm-objdump -dr --no-show-raw-insn %t.$one.o | tail -n +3 >%t.$one.s || exit 1; done
// RUN: grep -q '<outer_future_poll>:' %t.never.s && diff %t.never.s %t.none.s && not cmp -s %t.never.s %t.reports.s
// `trace`: every future reports what it does, with no change in the source; without it not one instruction differs from what
// is left when the reports are taken out of the text.
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
// CHECK-NEXT: outer await inner:55
// CHECK-NEXT: inner poll
// CHECK-NEXT: inner ready
// CHECK-NEXT: inner create
// CHECK-NEXT: outer await inner:55
// CHECK-NEXT: inner poll
// CHECK-NEXT: inner await lg_yield_now:46
// CHECK-NEXT: inner state lg_yield_now:46
// CHECK-NEXT: inner pending lg_yield_now:46
// CHECK-NEXT: outer suspend inner:55 bell_on_suspend(ringing)
// CHECK-NEXT: outer state inner:55
// CHECK-NEXT: outer pending inner:55
// CHECK-NEXT: outer poll inner:55
// CHECK-NEXT: outer resume inner:55 bell_on_resume(ringing)
// CHECK-NEXT: inner poll lg_yield_now:46
// CHECK-NEXT: inner ready
// CHECK-NEXT: outer ready
// CHECK-NEXT: 3
// CHECK: dropping
// CHECK-NEXT: outer drop inner:55
// CHECK-NEXT: outer resume inner:55 bell_on_resume(ringing)
// CHECK-NEXT: inner drop lg_yield_now:46
// CHECK-NOT: {{.}}
