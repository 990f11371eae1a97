// REQUIRES: perf
// RUN: %cc -O1 -g -fno-inline -fno-omit-frame-pointer %s -o %t %libs
// RUN: perf record -q -e cpu-clock:u --call-graph fp -o %t.data %t && perf report -i %t.data --stdio --no-children -g none | FileCheck %s
// RUN: perf script -i %t.data | FileCheck %s --check-prefix=STACK
// What perf shows of where time is spent names the functions of the source, and in stacks who awaits them.
#include <lifeguard.h>

static volatile unsigned result;

async void compute(unsigned n)
{
    await lg_yield_now();
    for (unsigned i = 0; i < n; i++)
        result += i * i;
}
async void relay(void)
{
    for (int i = 0; i < 200; i++)
        await compute(200000);
}
// CHECK: {{[0-9.]+}}% {{.*}}[.] compute_future_poll
// STACK: compute_future_poll
// STACK-NEXT: relay_future_poll

int main(void)
{
    block_on(relay());
    return 0;
}
