/* inline.h: inline definitions as C has them, of which one other file has the external one. */
#ifndef INLINE_H
#define INLINE_H

#include "../check.h"
inline async int twice(int n)
{
    int first = await later(n);
    return first + await later(n);
}
extern inline __attribute__((gnu_inline)) async int thrice(int n)
{
    return await twice(n) + await later(n);
}

#endif
