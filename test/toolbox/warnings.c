// RUN: %cc -c %s -o %t.o 2>&1 | FileCheck --implicit-check-not=warning: %s
// RUN: not %cc -Werror=unused-variable -c %s -o %t.o 2>&1 | FileCheck --check-prefix=ERROR --implicit-check-not=error: %s
// RUN: %cc -w -c %s -o %t.o 2>&1 | count 0
// RUN: %cc -fdiagnostics-format=msvc -c %s -o %t.o 2>&1 | FileCheck --check-prefix=MSVC %s
// Each warning of the user's text is printed once, at its place, and counted once; -W options and pragmas count.
#include <lifeguard.h>

async int f(int n)
{
    // ERROR: warnings.c:[[#@LINE+3]]:9: error: unused variable 'first' [-Werror,-Wunused-variable]
    // MSVC: warnings.c([[#@LINE+2]],9): warning: unused variable 'first'
    // CHECK: warnings.c:[[#@LINE+1]]:9: warning: unused variable 'first' [-Wunused-variable]
    int first;
    await lg_yield_now();
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-variable"
    int second;
#pragma GCC diagnostic pop
    // CHECK: warnings.c:[[#@LINE+1]]:11: warning: comparison of integers of different signs
    if (n < sizeof(int))
        return 1;
    return 0;
}

// CHECK: warnings.c:[[#@LINE+1]]:12: warning: unused function 'unused'
static int unused(void)
{
    return 0;
}

// CHECK: warnings.c:[[#@LINE+1]]:18: warning: unused function 'unused_async'
static async int unused_async(void)
{
    return 0;
}
// CHECK: 4 warnings generated.
// ERROR: 1 warning and 1 error generated.
