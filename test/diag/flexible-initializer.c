// RUN: %noisy
// A local with a flexible array member lives across an await.
#include <lifeguard.h>


struct text {
    int length;
    char bytes[];
};

async int f(int n)
{
    // CHECK: flexible-initializer.c:[[#@LINE+1]]:17: error: 't' lives across an await and has a flexible array member, which is not lowered yet [lifeguard-flexible-initializer]
    struct text t = {n};
    await lg_yield_now();
    return t.length;
}
// CHECK: 1 error generated.
