// RUN: %lg lower --no-line %s | grep -v "^//" > %t.c && FileCheck %s < %t.c && not grep SCALED %t.c
// The function of a header comes into the file that uses it, with its macros expanded; includes stay includes.
#include "Inputs/scale.h"

async int g(int n)
{
    return await scale(n);
}

// CHECK: #include "Inputs/scale.h"
// CHECK: struct scale_future {
// CHECK: static {{.*}}lg_poll scale_future_poll(
// CHECK: ((n){{ *\* *}}3)
// CHECK: lg_poll g_future_poll(
// CHECK: scale_future_poll(
