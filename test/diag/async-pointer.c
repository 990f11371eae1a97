// RUN: %noisy
// The async mark on something that is no function.
#include <lifeguard.h>


struct ops {
    // CHECK: async-pointer.c:[[#@LINE+1]]:17: error: 'read' is marked async but is not a function: pointers to async functions are not lowered yet [lifeguard-async-pointer]
    async int (*read)(void);
};
// CHECK: async-pointer.c:[[#@LINE+1]]:13: error: 'variable' is marked async but is not a function: pointers to async functions are not lowered yet [lifeguard-async-pointer]
async int (*variable)(void);
// CHECK: async-pointer.c:[[#@LINE+1]]:21: error: 'op' is marked async but is not a function: pointers to async functions are not lowered yet [lifeguard-async-pointer]
typedef async int (*op)(void);
// CHECK: async-pointer.c:[[#@LINE+1]]:20: error: 'x' is marked async but is not a function: pointers to async functions are not lowered yet [lifeguard-async-pointer]
async int f(void), x;
// CHECK: async-pointer.c:[[#@LINE+1]]:25: error: 'p' is marked async but is not a function: pointers to async functions are not lowered yet [lifeguard-async-pointer]
async int g(async int (*p)(void));
// CHECK: 5 errors generated.
