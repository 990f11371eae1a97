/* One await in a loop, pending once each time; with GUARDS 1 or 4 guards that are left and entered again. */
#include "../common/gate.h"
#include "../common/guard.h"

#if GUARDS
struct account account[4];
#endif

async uint32_t root(uint32_t n)
{
#if GUARDS >= 1
    lg_scoped(guard) first = {&account[0]};
#endif
#if GUARDS >= 4
    lg_scoped(guard) second = {&account[1]};
    lg_scoped(guard) third = {&account[2]};
    lg_scoped(guard) fourth = {&account[3]};
#endif
    uint32_t sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum = sum * 3 + await gate(i);
#if GUARDS
    for (int i = 0; i < GUARDS; i++)
        sum = sum * 3 + account[i].resumed + account[i].suspended;
#endif
    return sum;
}
