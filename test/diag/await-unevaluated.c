// RUN: %noisy
// await where C does not evaluate.
#include <lifeguard.h>


async int f(void);

async int g(int n)
{
    // CHECK: await-unevaluated.c:[[#@LINE+2]]:33: error: 'await' in an operand that C does not evaluate [lifeguard-await-unevaluated]
    // CHECK: await-unevaluated.c:[[#@LINE+1]]:33: note: await into a variable first, then use that here
    unsigned long size = sizeof(await f());
    // CHECK: await-unevaluated.c:[[#@LINE+2]]:16: error: 'await' in an operand that C does not evaluate [lifeguard-await-unevaluated]
    // CHECK: await-unevaluated.c:[[#@LINE+1]]:16: note: await into a variable first
    __typeof__(await f()) x = n;
    // CHECK: await-unevaluated.c:[[#@LINE+2]]:31: error: 'await' in an operand that C does not evaluate [lifeguard-await-unevaluated]
    // CHECK: await-unevaluated.c:[[#@LINE+1]]:31: note: await into a variable first
    n += __builtin_constant_p(await f());
    // CHECK: await-unevaluated.c:[[#@LINE+2]]:37: error: 'await' in an operand that C does not evaluate [lifeguard-await-unevaluated]
    // CHECK: await-unevaluated.c:[[#@LINE+1]]:37: note: await into a variable first
    return (int)size + x + _Generic(await f(), int: 1, default: 2);
}
// CHECK: 4 errors generated.
