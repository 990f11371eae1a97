// RUN: %quiet
// Ordinary functions go into ordinary pointers; async ones where it is said, and what holds such pointers anywhere.
#include <lifeguard.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>


async int f(int x);
int plain(int x);
int (*global)(int) = plain;
typedef async int (*op)(int);
struct ops {
    op run;
};

async int g(void)
{
    int (*p)(int) = plain;
    return p(await f(1));
}

op *copy(const struct ops *ops, size_t count)
{
    op *list = malloc(count * sizeof *list);
    void *place = list;
    if (list)
        memcpy(list, ops, count * sizeof *list);
    op first = count ? ops->run : NULL;
    uintptr_t bits = (uintptr_t)first | !first;
    return bits && first != f ? place : NULL;
}
