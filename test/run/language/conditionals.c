// RUN: %every_way %t %s
// Conditional text that begins in a body and ends outside, or the other way round.
#include "check.h"
LOG;

#define WIDE 1

#if WIDE
async int begun_outside(long n)
{
#else
async int begun_outside(int n)
{
#endif
    await later(1);
    return sizeof n == sizeof(long);
}

async int begun_inside(int n)
{
    await later(1);
#if !WIDE
    return n;
}
#elif \
    WIDE
    return n + 1;
}
static const int line = __LINE__;
#else
    nothing
#endif

#ifdef WIDE
static const int between = 1;
async int a(void) {
#else
}
#endif
    return await later(2);
}
#ifndef WIDE
#else
async int b(void)
{
    return await later(3);
#endif
}

int main(void)
{
    CHECK(block_on(begun_outside(1)) && block_on(begun_inside(1)) == 2);
    CHECK(line == 29 && between && __LINE__ == 53);
    CHECK(block_on(a()) == 2 && block_on(b()) == 3);
    return 0;
}
