// RUN: %noisy
// An async function that goes into a pointer.
#include <lifeguard.h>


async int f(int x);
// CHECK: unmarked-pointer.c:[[#@LINE+2]]:22: error: async function 'f' goes into a pointer that is not marked async [lifeguard-unmarked-pointer]
// CHECK: unmarked-pointer.c:[[#@LINE+1]]:22: note: a call through it could not be told from an ordinary one; call the function directly
int (*global)(int) = f;
void take(int (*p)(int));

void ordinary(void)
{
    // CHECK: unmarked-pointer.c:[[#@LINE+2]]:21: error: async function 'f' goes into a pointer that is not marked async [lifeguard-unmarked-pointer]
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:21: note: a call through it could not be told from an ordinary one; call the function directly
    int (*p)(int) = f;
    // CHECK: unmarked-pointer.c:[[#@LINE+2]]:24: error: async function 'f' goes into a pointer that is not marked async [lifeguard-unmarked-pointer]
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:24: note: a call through it could not be told from an ordinary one; call the function directly
    void *q = (void *)&f;
    // CHECK: unmarked-pointer.c:[[#@LINE+2]]:10: error: async function 'f' goes into a pointer that is not marked async [lifeguard-unmarked-pointer]
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:10: note: a call through it could not be told from an ordinary one; call the function directly
    take(f);
    (void)p, (void)q;
}
// CHECK: 4 errors generated.
