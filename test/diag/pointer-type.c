// RUN: %noisy
// Calls through pointers with types of the function's own.
#include <lifeguard.h>


async int run(int x)
{
    struct point {
        int x;
    };
    async int (*by_value)(struct point) = 0;
    async struct point *(*result)(int) = 0;
    struct point p = {x};
    // CHECK: pointer-type.c:[[#@LINE+2]]:18: error: the async functions behind 'by_value' take or return a type that file scope cannot name [lifeguard-pointer-type]
    // CHECK: pointer-type.c:[[#@LINE+1]]:18: note: declare the type before this function; instead of a variable-length array, pass a pointer to its first element
    return await by_value(p) + (await result(x))->x;
    // CHECK: pointer-type.c:[[#@LINE-1]]:39: error: the async functions behind 'result' take {{.*}} [lifeguard-pointer-type]
}
int main(void)
{
    async int (*rows)(int n, int (*table)[n]) = 0;
    int table[2][3];
    // CHECK: pointer-type.c:[[#@LINE+1]]:21: error: the async functions behind 'rows' take {{.*}} [lifeguard-pointer-type]
    return block_on(rows(3, table));
}
// CHECK: 3 errors generated.
