// RUN: %lg lower --no-line %s -std=gnu11 | FileCheck %s
// A comment behind a statement that awaits stays beside what stands for it.
#include <lifeguard.h>

async int f(int n);

async int g(int n)
{
    int sum = 0;
    // CHECK: /* await f(1) */ // once
    sum += await f(1); // once
    // CHECK: /* await f(2) */ /* twice */
    sum += await f(2); /* twice */
    // CHECK: /* await f(3) */
    // CHECK: sum += f_result_3;
    // CHECK-NEXT: /* on a line of its own */
    sum += await f(3);
    /* on a line of its own */
    // CHECK: *out = n; // done
    // CHECK: goto done;
    if (sum > 3)
        return n; // done
    // CHECK: sum++; // plain
    sum++; // plain
    return sum;
}
