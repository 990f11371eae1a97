// RUN: %lg lower --no-line %s | grep -v "^//" > %t.c && FileCheck %s < %t.c && not grep lg_frame_new %t.c
// RUN: %cc_runtime %plugin %s -o %t && %t
// The struct of a callee that is defined below stands before its caller's, so that it can be embedded.
#include <lifeguard.h>

async int below(int n);

async int above(int n)
{
    return await below(n);
}

async int below(int n)
{
    await lg_yield_now();
    return n;
}

int main(void)
{
    return block_on(above(3)) != 3;
}
// CHECK: struct below_future {
// CHECK: struct above_future {
// CHECK: struct below_future below;
// CHECK: above_future_poll(struct above_future *self{{.*}}{{$}}
// CHECK-NOT: {{^}}struct below_future {
// CHECK: below_future_poll(struct below_future *self{{.*}}{{$}}
