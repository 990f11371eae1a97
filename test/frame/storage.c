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

// Saved only what is live; nothing pinned. What one state alone needs shares bytes with what the others need.
// CHECK-LABEL: frame-plan saved
// CHECK-NEXT: {{^  }}union
// CHECK-NEXT: struct start
// CHECK-NEXT: argument a{{$}}
// CHECK-NEXT: argument b{{$}}
// CHECK-NEXT: struct await_pause_once_[[#@LINE+9]]
// CHECK-NEXT: points to pause_once
// CHECK-NEXT: saves b{{$}}
// CHECK-NEXT: saves c{{$}}
// CHECK-NEXT: points to pause_once in await_pause_once_[[#@LINE+8]]
// CHECK-NEXT: {{^  }}state
async int saved(int a, int b)
{
    int c = a;
    await pause_once();
    int d = b + c;
    take(0);
    await pause_once();
    return 1 + 0 * sizeof d;
}

// The largest alignment first, so that no byte is lost between two members.
// CHECK-LABEL: frame-plan pinned
// CHECK-NEXT: points to pause_once
// CHECK: saves n{{$}}
// CHECK-DAG: pinned array
// CHECK-DAG: pinned taken
// CHECK-DAG: pinned watched
// CHECK-DAG: pinned atomic
// CHECK-DAG: pinned fixed
// CHECK-DAG: pinned maybe
// CHECK-DAG: saves plain
// CHECK-NOT: pinned plain
// CHECK: pinned huge
// CHECK-NEXT: state
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

// Blocks that never overlap share their bytes.
// CHECK-LABEL: frame-plan blocks
// CHECK-NEXT: {{^  }}union
// CHECK-NEXT: {{^    }}struct of the block on line [[#@LINE+12]]
// CHECK-NEXT: {{^      }}points to pause_once
// CHECK-NEXT: {{^      }}pinned first
// CHECK-NEXT: {{^    }}struct of the block on line [[#@LINE+14]]
// CHECK-NEXT: {{^      }}points to pause_once
// CHECK-NEXT: {{^      }}pinned second
// CHECK-NEXT: {{^  }}pinned outer
// CHECK-NEXT: {{^  }}state
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

// What every state of a block needs has one place there; where a block has one state, its members stand beside it.
// CHECK-LABEL: frame-plan common
// CHECK-NEXT: {{^  }}union
// CHECK-NEXT: {{^    }}struct await_pause_once_[[#@LINE+19]]
// CHECK-NEXT: {{^      }}points to pause_once
// CHECK-NEXT: {{^      }}saves last
// CHECK-NEXT: {{^    }}struct of the block on line [[#@LINE+9]]
// CHECK-NEXT: {{^      }}points to pause_once
// CHECK-NEXT: {{^      }}saves in_loop
// CHECK-NEXT: {{^  }}saves n{{$}}
// CHECK-NEXT: {{^  }}saves sum
// CHECK-NEXT: {{^  }}state
async int common(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        int in_loop = 2 * i;
        await pause_once();
        sum += in_loop;
        break;
    }
    int last = sum;
    await pause_once();
    return n + sum + last;
}
