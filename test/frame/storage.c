// RUN: %lg dump frame-plan %s | FileCheck %s
// What is saved where, what is pinned, and who embeds whom.
#include <lifeguard.h>

async void pause_once(void);
void take(void *p);
struct big {
    char bytes[4096];
};
struct fixed {
    const int x;
};

// Saved only what is live; nothing pinned.
// CHECK-LABEL: frame-plan saved
// CHECK: arguments: a b{{$}}
// CHECK-NOT: pinned
// CHECK: saves b saves c{{$}}
// CHECK: points to pause_once{{$}}
async int saved(int a, int b)
{
    int c = a;
    await pause_once();
    int d = b + c;
    take(0);
    await pause_once();
    return 1 + 0 * sizeof d;
}

// CHECK-LABEL: frame-plan pinned
// CHECK-DAG: pinned array
// CHECK-DAG: pinned taken
// CHECK-DAG: pinned watched
// CHECK-DAG: pinned atomic
// CHECK-DAG: pinned huge
// CHECK-DAG: pinned fixed
// CHECK-DAG: pinned maybe
// CHECK-NOT: pinned plain
// CHECK: saves {{.*}}plain
async int pinned(int n)
{
    int array[4] = {1}, taken = 2, plain = 3, maybe;
    volatile int watched = 4;
    _Atomic int atomic = 5;
    struct big huge = {{6}};
    struct fixed fixed = {7};
    if (n)
        maybe = 8;
    take(&taken);
    await pause_once();
    return array[0] + taken + plain + watched + atomic + huge.bytes[0] + fixed.x + (n ? maybe : 0);
}

// A callee of the same file is embedded, also one that is defined below; one of another file is pointed to; so is a recursive one.
// CHECK-LABEL: frame-plan below
// CHECK: embeds pause_here
// CHECK-LABEL: frame-plan callees
// CHECK: embeds below
// CHECK: embeds lg_sleep_ms
// CHECK: points to pause_once
// CHECK: points to callees
async void below(void);
async void callees(int n)
{
    await below();
    await lg_sleep_ms(1);
    await pause_once();
    if (n)
        await callees(n - 1);
}

static async void pause_here(void)
{
    await lg_yield_now();
}

async void below(void)
{
    await pause_here();
}

// Blocks that never overlap share their bytes: each has a place of its own below the function's.
// CHECK-LABEL: frame-plan blocks
// CHECK: block on line [[#@LINE+8]]
// CHECK-NEXT: pinned outer
// CHECK: {{^    block}} on line [[#@LINE+10]]
// CHECK-NEXT: pinned first
// CHECK-NEXT: state
// CHECK-NEXT: {{^    block}} on line [[#@LINE+12]]
// CHECK-NEXT: pinned second
// CHECK-NEXT: state
async void blocks(void)
{
    char outer[8];
    take(outer);
    {
        char first[100];
        take(first);
        await pause_once();
    }
    for (;;) {
        char second[100];
        take(second);
        await pause_once();
        take(outer);
    }
}
