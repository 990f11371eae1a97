// RUN: %lg dump liveness %s | FileCheck %s
// What is live at a yield point: read later, on some path, before it is written or its scope ends.
#include <lifeguard.h>

async void pause_once(void);
int plain(int x);

// CHECK-LABEL: liveness dead
// CHECK: live: used{{$}}
async int dead(int before, int used)
{
    int overwritten = before, never = 3;
    plain(never);
    await pause_once();
    overwritten = 4;
    return used + overwritten;
}

// CHECK-LABEL: liveness branches
// CHECK: live: n a b{{$}}
// CHECK: live: b{{$}}
async int branches(int n, int a, int b)
{
    await pause_once();
    if (n)
        return a;
    await pause_once();
    return b;
}

// A loop keeps what its next turn reads.
// CHECK-LABEL: liveness loop
// CHECK: live: n sum i{{$}}
// CHECK: live: sum{{$}}
async int loop(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        int here = i * 2;
        sum += here;
        await pause_once();
    }
    await pause_once();
    return sum;
}

// CHECK-LABEL: liveness backwards
// CHECK: live: n turns{{$}}
async int backwards(int n)
{
    int turns = 0;
again:
    turns++;
    await pause_once();
    if (n-- > 0)
        goto again;
    return turns;
}

// What a switch jumps over is not in scope, and may be unset.
// CHECK-LABEL: liveness unset
// CHECK: unset: x y{{$}}
// CHECK: unset: y{{$}}
async int unset(int n)
{
    int x, y;
    await pause_once();
    x = n;
    if (n)
        y = 1;
    await pause_once();
    return n ? x + y : x;
}

// CHECK-LABEL: liveness scopes
// CHECK: in scope: a{{$}}
// CHECK: in scope: a b c{{$}}
// CHECK: in scope: a d{{$}}
async int scopes(int a)
{
    await pause_once();
    {
        int b = a;
        for (int c = b; c < 3; c++)
            await pause_once();
    }
    int d = 4;
    await pause_once();
    return a + d;
}

// CHECK-LABEL: liveness unreachable
// CHECK: pause_once_[[#@LINE+4]] is never reached
async int unreachable(int x)
{
    return x;
    await pause_once();
}

// A static or a global is nobody's local.
// CHECK-LABEL: liveness elsewhere
// CHECK: live:{{$}}
int global;
async int elsewhere(void)
{
    static int kept;
    extern int global;
    await pause_once();
    return kept + global;
}
