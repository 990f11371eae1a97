// RUN: %lg lower --annotate %s | FileCheck --strict-whitespace %s
// Beside each line of the source stands what became of it.
#include <lifeguard.h>

async int twice(int n)
{
    await lg_yield_now();
    return n * 2;
}
// CHECK: {{^}} 5  async int twice(int n){{ +}}| /* async int twice(int n) */{{$}}
// CHECK: | struct twice_future {
// CHECK: {{^}} 7      await lg_yield_now();{{ +}}|     /* await lg_yield_now() */{{$}}
// CHECK-NEXT: {{^ +\|     lg_yield_init\(&self->lg_yield_now\);$}}
// CHECK: {{^ +\|     n = self->n;$}}
// CHECK-NEXT: {{^}} 8      return n * 2;{{ +}}|     *out = n * 2;{{$}}
// CHECK: | const lg_future_type twice_future_type = {
