// RUN: %cc -c %s -o %t.o 2>&1 | FileCheck --implicit-check-not=warning %s
// "1 warning generated." is said once, and an ordinary function's warning is seen beside async ones.
#include <lifeguard.h>

async int f(void)
{
    await lg_yield_now();
    return 1;
}

int g(void)
{
    // CHECK: one-warning.c:[[#@LINE+1]]:9: warning: unused variable 'x'
    int x;
    return block_on(f());
}
// CHECK: 1 warning generated.
