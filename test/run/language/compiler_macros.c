// RUN: %every_way %t %s
// Macros of system headers whose expansion is this compiler's own, with locals of the frame in their arguments.
#include "check.h"
#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
LOG;

static int sum(int n, ...)
{
    va_list list;
    va_start(list, n);
    int total = 0;
    while (n--)
        total += va_arg(list, int);
    va_end(list);
    return total;
}

async int use(int n)
{
    _Atomic int shared = n;
    double list[2] = {1.0, INFINITY};
    void *none = NULL;
    await later(0);
    atomic_fetch_add(&shared, 1);
    assert(list[0] == 1.0 && shared);
    errno = list[0] > 2 ? EINVAL : 0;
    await later(0);
    return atomic_load(&shared) + isinf(list[1]) + sum(2, (int)list[0], atomic_load_explicit(&shared, memory_order_relaxed)) +
           errno + (none != NULL);
}

int main(void)
{
    CHECK(block_on(use(4)) == 5 + 1 + 6);
}
