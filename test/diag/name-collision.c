// RUN: %noisy
// The user's names that the lowering needs.
#include <lifeguard.h>


async int f(void);
// CHECK: name-collision.c:[[#@LINE+2]]:8: error: 'f_future' collides with the name that the lowering of async function 'f' needs [lifeguard-name-collision]
// CHECK: name-collision.c:[[#@LINE-2]]:11: note: async function 'f' is declared here
struct f_future {
    int x;
};
// CHECK: name-collision.c:[[#@LINE+2]]:5: error: 'f_future_poll' collides{{.*}} [lifeguard-name-collision]
// CHECK: name-collision.c:[[#@LINE-7]]:11: note: async function 'f' is declared here
int f_future_poll(int x);
// CHECK: name-collision.c:[[#@LINE+2]]:13: error: 'f_future_type' collides{{.*}} [lifeguard-name-collision]
// CHECK: name-collision.c:[[#@LINE-10]]:11: note: async function 'f' is declared here
typedef int f_future_type;
// CHECK: name-collision.c:[[#@LINE+2]]:8: error: 'f_future_done' collides{{.*}} [lifeguard-name-collision]
// CHECK: name-collision.c:[[#@LINE-13]]:11: note: async function 'f' is declared here
enum { f_future_done };

// CHECK: name-collision.c:[[#@LINE+2]]:9: error: 'g_future_init' collides with the name that the lowering of async function 'g' needs [lifeguard-name-collision]
// CHECK: name-collision.c:[[#@LINE+2]]:11: note: async function 'g' is declared here
#define g_future_init 3
async int g(void)
{
    return 1;
}
// CHECK: 5 errors generated.
