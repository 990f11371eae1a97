// RUN: %noisy
// A local of a type without a name, of a header, lives across an await.
#include <lifeguard.h>

#include "Inputs/table.h"

async int f(int n)
{
    // CHECK: local-type.c:[[#@LINE+2]]:26: error: 'row' lives across an await and has a type that only its declaration in a header, or in the parameter list, can name [lifeguard-local-type]
    // CHECK: local-type.c:[[#@LINE+1]]:26: note: give the type a name, in a declaration of its own before the function
    __typeof__(table[0]) row = table[n];
    await lg_yield_now();
    return row.key;
}
// CHECK: 1 error generated.
