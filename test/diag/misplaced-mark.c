// RUN: %noisy
// The async mark on something that neither is a function nor leads to one.
#include <lifeguard.h>


struct box {
    // CHECK: misplaced-mark.c:[[#@LINE+1]]:15: error: 'content' is marked async but is neither a function nor a pointer to one [lifeguard-misplaced-mark]
    async int content;
};
// CHECK: misplaced-mark.c:[[#@LINE+1]]:12: error: 'variable' is marked async but {{.*}} [lifeguard-misplaced-mark]
async int *variable;
// CHECK: misplaced-mark.c:[[#@LINE+1]]:19: error: 'number' is marked async but {{.*}} [lifeguard-misplaced-mark]
typedef async int number;
// CHECK: misplaced-mark.c:[[#@LINE+1]]:20: error: 'x' is marked async but {{.*}} [lifeguard-misplaced-mark]
async int f(void), x;
// CHECK: misplaced-mark.c:[[#@LINE+1]]:23: error: 'p' is marked async but {{.*}} [lifeguard-misplaced-mark]
async int g(async int p);
// CHECK: 5 errors generated.
