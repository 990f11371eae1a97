// RUN: %cc -Wall -Wextra -Werror -c %s -o %t.o
// RUN: %lg lower %s -o %t.c && %clang -I %S/../../../runtime/include -Wall -Wextra -Werror -c %t.c -o %t.o && %gcc -Wall -Wextra -Werror -c %t.c -o %t.o
// RUN: not %cc -Wall -Wextra -Werror -DNOT_A_FIELD -c %s -o %t.o 2>&1 | FileCheck %s
// A parameter that is used as a field of the span alone is not unused; another is.
#include <lifeguard.h>

instrument_with(id) async int one(int id)
{
    await lg_yield_now();
    return 0;
}

instrument_with(all, err) async int all(const char *who, long many)
{
    return 0;
}

/* The prototype's mark, with the names of the definition. */
instrument_with(first, level = debug) static async int later(int first);
static async int later(int first)
{
    return 0;
}

async int use(void)
{
    return await later(1);
}

#ifdef NOT_A_FIELD
instrument_with(id) async int other(int id, int unused)
{
    return 0;
}
// CHECK-NOT: 'id'
// CHECK: instrument_unused.c:[[#@LINE-5]]:49: error: unused parameter 'unused'
// CHECK-NOT: error: unused
#endif
