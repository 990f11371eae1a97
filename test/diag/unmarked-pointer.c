// RUN: %noisy
// Async functions, and pointers to them, that go where nobody would know any more.
#include <lifeguard.h>


async int f(int x);
typedef async int (*op)(int);
// CHECK: unmarked-pointer.c:[[#@LINE+2]]:22: error: async function 'f' goes into a pointer that is not marked async [lifeguard-unmarked-pointer]
// CHECK: unmarked-pointer.c:[[#@LINE+1]]:7: note: mark 'global' async, so that calls through it are known to make futures
int (*global)(int) = f;
// CHECK: unmarked-pointer.c:[[#@LINE+1]]:30: error: async function 'f' goes into {{.*}} [lifeguard-unmarked-pointer]
int (*table[])(int) = {0, 0, f};
struct ops {
    int (*run)(int);
};
// CHECK: unmarked-pointer.c:[[#@LINE+2]]:32: error: async function 'f' goes into {{.*}} [lifeguard-unmarked-pointer]
// CHECK: unmarked-pointer.c:[[#@LINE-3]]:11: note: mark 'run' async, so that calls through it are known to make futures
const struct ops ops = {.run = (&f)};
void take(int (*p)(int));
void take_any(int count, ...);
void take_taker(void (*t)(int (*)(int)));
void taker(op p);

int (*ordinary(op p, op *list))(int)
{
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:21: error: async pointer 'p' goes into {{.*}} [lifeguard-unmarked-pointer]
    int (*q)(int) = p;
    // CHECK: unmarked-pointer.c:[[#@LINE+2]]:23: error: async function 'f' goes into a pointer that is not marked async [lifeguard-unmarked-pointer]
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:23: note: a call through it could not be told from an ordinary one; keep it in a pointer that is marked async, or in a struct with one
    void *v = (void *)&f;
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:10: error: async function 'f' goes into {{.*}} [lifeguard-unmarked-pointer]
    take(f);
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:17: error: async pointer 'p' goes into {{.*}} [lifeguard-unmarked-pointer]
    take_any(1, p);
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:16: error: 'taker' takes or returns async pointers and goes into a pointer to functions that do not, or the other way round [lifeguard-unmarked-pointer]
    take_taker(taker);
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:26: error: async pointer 'list' goes into {{.*}} [lifeguard-unmarked-pointer]
    int (**plain)(int) = &list[1];
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:14: error: async pointer 'p' goes into {{.*}} [lifeguard-unmarked-pointer]
    if (q == p)
        // CHECK: unmarked-pointer.c:[[#@LINE+1]]:30: error: async pointer 'p' goes into {{.*}} [lifeguard-unmarked-pointer]
        (void)((int (*)(int))(p));
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:33: error: async function 'f' goes into {{.*}} [lifeguard-unmarked-pointer]
    __asm__ volatile("" : : "r"(f));
    // CHECK: unmarked-pointer.c:[[#@LINE+1]]:12: error: async pointer 'p' goes into {{.*}} [lifeguard-unmarked-pointer]
    return p;
    // CHECK: unmarked-pointer.c:24:7: note: declare what 'ordinary' returns by a typedef that is marked async
    (void)v, (void)plain;
}
// CHECK: 13 errors generated.
