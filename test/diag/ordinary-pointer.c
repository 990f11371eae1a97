// RUN: %noisy
// Ordinary functions, and pointers of which nothing is known, that go into pointers to async functions.
#include <lifeguard.h>
#include <dlfcn.h>


int plain(int x);
async int f(int x);
typedef async int (*op)(int);
// CHECK: ordinary-pointer.c:[[#@LINE+2]]:13: error: 'plain' is not async and goes into a pointer that is marked async [lifeguard-ordinary-pointer]
// CHECK: ordinary-pointer.c:[[#@LINE+1]]:4: note: 'global' is declared here, for async functions only
op global = plain;
async int apply(op operation, int x);

async int ordinary(int (*p)(int), void *library, int c)
{
    // CHECK: ordinary-pointer.c:[[#@LINE+1]]:25: error: 'p' is not async and goes into {{.*}} [lifeguard-ordinary-pointer]
    int x = await apply(p, 1);
    // CHECK: ordinary-pointer.c:[[#@LINE+1]]:{{.*}}: error: 'call' is not async and goes into {{.*}} [lifeguard-ordinary-pointer]
    op found = (op)dlsym(library, "found");
    // CHECK: ordinary-pointer.c:[[#@LINE+1]]:{{.*}}: error: 'plain' is not async and goes into {{.*}} [lifeguard-ordinary-pointer]
    found = c ? f : plain;
    // CHECK: ordinary-pointer.c:[[#@LINE+1]]:{{.*}}: error: 'p' is not async and goes into {{.*}} [lifeguard-ordinary-pointer]
    return x + (found == p);
}
// CHECK: 5 errors generated.
