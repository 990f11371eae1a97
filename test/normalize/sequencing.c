// RUN: %lg dump flat-function %s | FileCheck %s
// Every await becomes a step of its own; what C evaluates sometimes is in a branch, what C evaluates before comes before.
#include <lifeguard.h>

async int f(int x);
int plain(int x);

// CHECK-LABEL: flat-function direct
// CHECK: x = await f_[[#@LINE+8]]
// CHECK-NOT: residual
// CHECK: x = await f_[[#@LINE+7]]
// CHECK: return await f_[[#@LINE+7]]
// CHECK-NOT: residual
// CHECK-LABEL: flat-function arguments
async int direct(void)
{
    int x = await f(1);
    x = await f(2);
    return await f(x);
}

// CHECK: f_result{{.*}} = await f_[[#@LINE+5]]
// CHECK-NEXT: f_result{{.*}} = await f_[[#@LINE+4]]
// CHECK-NEXT: residual
async int arguments(int x)
{
    return plain(await f(1)) + plain(await f(x));
}

// CHECK-LABEL: flat-function logical
// CHECK: [[AND:and_[0-9]+]] = evaluate x
// CHECK-NEXT: if [[AND]]
// CHECK-NEXT: await f_
// CHECK-NEXT: [[AND]] = evaluate
// CHECK-NEXT: else
// CHECK-NEXT: residual
async int logical(int x)
{
    return x && await f(1);
}

// CHECK-LABEL: flat-function either
// CHECK: if [[OR:or_[0-9]+]]
// CHECK-NEXT: else
// CHECK-NEXT: await f_
// CHECK-NEXT: [[OR]] = evaluate
async int either(int x)
{
    return x || await f(1);
}

// CHECK-LABEL: flat-function conditional
// CHECK: if plain(x)
// CHECK-NEXT: await f_
// CHECK-NEXT: evaluate
// CHECK-NEXT: else
// CHECK-NEXT: evaluate 7
async int conditional(int x)
{
    return plain(x) ? await f(1) : 7;
}

// CHECK-LABEL: flat-function comma
// CHECK: evaluate plain(x)
// CHECK-NEXT: await f_
async int comma(int x)
{
    return (plain(x), await f(1)) + 1;
}

// CHECK-LABEL: flat-function condition
// CHECK: await f_
// CHECK-NEXT: residual
async int condition(int x)
{
    while (await f(x) > 3)
        x--;
    return x;
}

// CHECK-LABEL: flat-function nested
// CHECK: f_result{{.*}} = await f_[[#@LINE+4]]
// CHECK-NEXT: return await f_[[#@LINE+3]]
async int nested(void)
{
    return await f(await f(1));
}

// CHECK-LABEL: flat-function block
// CHECK: block
async int block(void)
{
    return ({
        int y = await f(1);
        y;
    });
}

// Nothing to do where no await is.
// CHECK-LABEL: flat-function untouched
// CHECK-NOT: evaluate
// CHECK-NOT: residual
async int untouched(int x)
{
    return x ? plain(x) && plain(2) : (plain(3), 4);
}
