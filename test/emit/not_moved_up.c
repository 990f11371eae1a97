// RUN: %lg lower --no-line %s | grep -v "^//" | FileCheck %s
// RUN: %cc_runtime %plugin %s -o %t && %t
// It stays below where it holds a type that is only defined there: then its frame comes from the arena.
#include <lifeguard.h>

async int below(int n);

async int above(int n)
{
    return await below(n);
}

struct late {
    int n;
};

async int below(int n)
{
    struct late late = {n};
    await lg_yield_now();
    return late.n;
}

int main(void)
{
    return block_on(above(3)) != 3;
}
// CHECK: struct below_future *below;
// CHECK: lg_frame_new(cx, &below_future_type)
