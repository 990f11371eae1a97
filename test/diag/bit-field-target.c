// RUN: %noisy
// A bit-field as the target of an operand.
#include <lifeguard.h>


async int f(void);

struct flags {
    unsigned low : 4;
};

async unsigned g(struct flags *flags)
{
    // CHECK: bit-field-target.c:[[#@LINE+1]]:15: error: the result of an operand of 'await_all' cannot go into a bit-field yet [lifeguard-bit-field-target]
    await_all(flags->low = f());
    return flags->low;
}
// CHECK: 1 error generated.
