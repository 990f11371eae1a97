// RUN: %noisy
// A parameter that points to an array whose size another parameter gives.
#include <lifeguard.h>

// CHECK: variably-modified.c:[[#@LINE+2]]:28: error: parameter 'rows' of async function 'sum' points to a variable-length array [lifeguard-variably-modified]
// CHECK: note: pass a pointer to the first element and the length
async int sum(int n, int (*rows)[n])
{
    return rows[0][0];
}
// CHECK: 1 error generated.
