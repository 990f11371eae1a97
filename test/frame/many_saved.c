// RUN: %lg dump frame-plan %s | FileCheck %s
// Where locals times awaits is large, the locals that live in most states are pinned, and the others still saved.
#include <lifeguard.h>

async void pause_once(void);
int number(void);

#define THRICE(x) x x x
#define OFTEN(x) THRICE(THRICE(THRICE(x)))

// 9 locals in 27 states and one in 28 are 271: without the one, fewer than 256.
// CHECK-LABEL: frame-plan many
// CHECK-NOT: pinned {{[b-j]}}
// CHECK-COUNT-27: saves b{{$}}
// CHECK-NOT: pinned {{[b-j]}}
// CHECK: pinned most{{$}}
// CHECK-NOT: pinned {{[b-j]}}
async int many(void)
{
    int most = number();
    await pause_once();
    int b = number(), c = number(), d = number(), e = number(), f = number();
    int g = number(), h = number(), i = number(), j = number();
    OFTEN(await pause_once();)
    return most + b + c + d + e + f + g + h + i + j;
}

// CHECK-LABEL: frame-plan few
// CHECK-NOT: pinned
async int few(void)
{
    int b = number(), c = number(), d = number(), e = number(), f = number();
    int g = number(), h = number(), i = number(), j = number();
    OFTEN(await pause_once();)
    return b + c + d + e + f + g + h + i + j;
}
