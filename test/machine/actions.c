// RUN: %lg dump state-machine %s | FileCheck %s
// What each state does when it suspends, is resumed and is dropped, in this order.
#include <lifeguard.h>

struct lifecycle(on_resume, on_suspend) guard {
    int x;
};
void on_resume(struct guard *self, lg_context *cx);
void on_suspend(struct guard *self, lg_context *cx);
void clean(int *p);
async void pause_once(void);

// CHECK-LABEL: state-machine saving
// All is saved once, before the await, and read when it is over. A parameter that never changes is where `init` put it.
// CHECK: enter: save x, store state{{$}}
// CHECK-NEXT: suspend:{{$}}
// CHECK-NEXT: resume:{{$}}
// CHECK-NEXT: ready: restore n, restore x{{$}}
// CHECK-NEXT: drop: drop children{{$}}
async int saving(int n)
{
    int x = 2 * n;
    await pause_once();
    return n + x;
}

// Hooks in order on resume, in reverse on suspend; on a drop the hooks, then the children, then the cleanups in reverse.
// CHECK-LABEL: state-machine guarded
// CHECK: suspend:{{.*}}suspend b{{.*}}suspend a
// CHECK: resume:{{.*}}resume a{{.*}}resume b
// CHECK: drop: resume a, resume b, drop children, cancel c, cancel b, cancel a{{$}}
// CHECK: suspend:{{.*}}suspend a
// CHECK-NOT: suspend b
// CHECK: drop: resume a, drop children, cancel a{{$}}
async void guarded(int n)
{
    struct guard a = {n};
    {
        struct guard b = {n};
        __attribute__((cleanup(clean))) int c = n;
        await pause_once();
        (void)b, (void)c;
    }
    await pause_once();
    (void)a;
}

// A loop over a child of this file, likely to be ready at once, runs in registers: nothing is written but on a suspension.
// CHECK-LABEL: state-machine looping
// CHECK: enter:{{$}}
// CHECK-NEXT: suspend: save sum, save i, store state{{$}}
// CHECK-NEXT: resume: restore n, restore sum, restore i{{$}}
// CHECK-NEXT: ready:{{$}}
// A leaf future is there to wait.
// CHECK: enter: save sum, save i, store state{{$}}
// CHECK-NEXT: suspend:{{$}}
// CHECK-NEXT: resume:{{$}}
// CHECK-NEXT: ready: restore n, restore sum, restore i{{$}}
async int looping(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        sum += await saving(i);
        await lg_sleep_ms(i);
    }
    return sum;
}

// CHECK-LABEL: state-machine without_awaits
// CHECK-NOT: suspend
async int without_awaits(int n)
{
    return n;
}
