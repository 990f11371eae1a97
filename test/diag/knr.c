// RUN: %noisy -Wno-unknown-warning-option -Wno-deprecated-non-prototype
// An async function in the style of K&R.
#include <lifeguard.h>


// CHECK: knr.c:[[#@LINE+1]]:11: error: async function 'f' needs a definition with parameter types in its parentheses [lifeguard-knr]
async int f(x)
int x;
{
    return x;
}
// CHECK: 1 error generated.
