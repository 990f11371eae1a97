// RUN: %noisy
// An async function with variable arguments.
#include <lifeguard.h>


// CHECK: variadic.c:[[#@LINE+2]]:11: error: async function 'f' cannot take variable arguments [lifeguard-variadic]
// CHECK: variadic.c:[[#@LINE+1]]:11: note: pass an array and its length, or a struct
async int f(const char *format, ...);
// CHECK: 1 error generated.
