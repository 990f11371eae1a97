// RUN: %noisy
// An async main.
#include <lifeguard.h>


// CHECK: async-main.c:[[#@LINE+2]]:11: error: 'main' cannot be async [lifeguard-async-main]
// CHECK: async-main.c:[[#@LINE+1]]:11: note: write 'int main(void) { return block_on(run()); }'
async int main(void)
{
    return 0;
}
// CHECK: 1 error generated.
