// RUN: %lg dump async-function %s | FileCheck %s
// RUN: %cc -E %s | %cc -x cpp-output -fplugin-arg-lifeguard-dump=async-function -fsyntax-only - | FileCheck %s
// Yield points are named after callee and line, the second of a line gets a number; #line counts.
#include <lifeguard.h>

async int f(int x);
#define TWICE await f(1) + await f(2)

// CHECK-LABEL: async-function calls
async int calls(void)
{
    int x;
    // CHECK: await f_[[#@LINE+1]]{{$}}
    x = await f(1);
    // CHECK-NEXT: await f_[[#@LINE+2]]{{$}}
    // CHECK-NEXT: await f_[[#@LINE+1]]_2{{$}}
    x += await f(2) + await f(3);
    // CHECK-NEXT: await f_[[#@LINE+2]]{{$}}
    // CHECK-NEXT: await f_[[#@LINE+1]]_2{{$}}
    x += TWICE;
    // CHECK-NEXT: await f_[[#@LINE+3]]{{$}}
    // CHECK-NEXT: await f_[[#@LINE+1]]{{$}}
    x += await
        f(await f(4));
    // CHECK-NEXT: await lg_sleep_ms_500
#line 500
    await lg_sleep_ms(1);
    return x;
}

// CHECK-LABEL: async-function constructs
// CHECK: await all_{{[0-9]+}}{{$}}
// CHECK-NEXT: await any_{{[0-9]+}}{{$}}
// CHECK-NEXT: await timeout_{{[0-9]+}}{{$}}
// CHECK-NOT: await
async int constructs(int x)
{
    await_all(x = f(1), f(2));
    int first = await_any(f(3), f(4));
    int error = await_timeout(5, f(6));
    lg_detach(spawn(f(7)));
    lg_future_drop(future(f(8)));
    return x + first + error + (int)sizeof(f(9));
}

// CHECK-NOT: async-function
int ordinary(void)
{
    return block_on(f(10));
}
