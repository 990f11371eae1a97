// RUN: %noisy
// An await in the size of an array that does not stand alone.
#include <lifeguard.h>

async int f(int n);

async int g(int n)
{
    // CHECK: shared-declaration.c:[[#@LINE+2]]:22: error: 'list' is of a size that awaits, and declared together with others [lifeguard-shared-declaration]
    // CHECK: shared-declaration.c:[[#@LINE+1]]:22: note: give it a declaration of its own
    int first = n++, list[await f(n)];
    list[0] = n;
    return list[0] + first;
}
// CHECK: 1 error generated.
