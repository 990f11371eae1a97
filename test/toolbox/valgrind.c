// REQUIRES: valgrind
// RUN: %cc -O1 -fno-inline -Wl,-S %s -o %t %libs && not valgrind -q --error-exitcode=1 %t 2>&1 | FileCheck %s
// RUN: valgrind --tool=callgrind --callgrind-out-file=%t.out %t
// RUN: callgrind_annotate %t.out | FileCheck %s --check-prefix=COST
// What valgrind says names the functions of the source. (Without debug information: its version 3.19 cannot read all of it.)
#include <lifeguard.h>
#include <stdlib.h>

async int inner(const int *freed)
{
    await lg_yield_now();
    return *freed;
}
async int outer(const int *freed)
{
    int sum = 0;
    for (int i = 0; i < 1000; i++)
        sum += await inner(freed) & i;
    return sum;
}
// CHECK: Invalid read of size 4
// CHECK-NEXT: inner_future_poll
// CHECK-NEXT: outer_future_poll
// COST-DAG: :inner_future_poll
// COST-DAG: :outer_future_poll

int main(void)
{
    int *freed = malloc(sizeof *freed);
    free(freed);
    return block_on(outer(freed)) & 0;
}
