// RUN: not %cc -fno-caret-diagnostics -c %s -o %t.o 2>&1 | FileCheck --implicit-check-not=warning: --implicit-check-not=error: %s
// RUN: not %cc -fdiagnostics-format=vi -c %s -o %t.o 2>&1 | FileCheck --check-prefix=VI %s
// RUN: not %cc --serialize-diagnostics %t.dia -c %s -o %t.o 2> %t.said && test -s %t.dia
// RUN: not %cc -Wno-unused-variable -c %s -o %t.o 2>&1 | FileCheck --check-prefix=FEWER --implicit-check-not=warning: %s
// The user's pragmas for diagnostics count where they stand, before an await and behind it; so do clang's formats.
#include <lifeguard.h>

async int f(int n)
{
    // VI: formats.c +[[#@LINE+2]]:9: warning: unused variable 'first'
    // CHECK: formats.c:[[#@LINE+1]]:9: warning: unused variable 'first' [-Wunused-variable]
    int first;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-variable"
    int second;
    await lg_yield_now();
    int third;
#pragma clang diagnostic pop
    // CHECK: formats.c:[[#@LINE+1]]:9: warning: unused variable 'fourth' [-Wunused-variable]
    int fourth;
#pragma clang diagnostic push
#pragma clang diagnostic error "-Wsign-compare"
    // FEWER: error: comparison of integers
    // CHECK: formats.c:[[#@LINE+1]]:11: error: comparison of integers of different signs: 'int' and 'unsigned long' [-Werror,-Wsign-compare]
    if (n < sizeof(int))
        return 1;
#pragma clang diagnostic pop
    return 0;
}
