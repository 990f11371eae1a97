// RUN: %quiet
// Null, numbers and async functions go into pointers to async functions, also out of typeof and casts.
#include <lifeguard.h>


async int f(int x);
typedef async int (*op)(int);
#define STOP ((op)1)

async int sum(const op *list)
{
    int total = 0;
    for (; *list && *list != STOP; list++)
        total += await (*list)(1);
    __typeof__(f) *same = f;
    __typeof__(same) also = (__typeof__(same))same;
    __auto_type inferred = also;
    return total + await also(2) + await inferred(3);
}
op list[] = {f, (op)(void (*)(void))0, 0, STOP};
