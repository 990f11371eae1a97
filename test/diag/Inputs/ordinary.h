/* For header-construct.c: ordinary functions of a header. */
#ifndef ORDINARY_H
#define ORDINARY_H

#include <lifeguard.h>

async int f(int x);

static inline int run(int x)
{
    return block_on(f(x));
}

#endif
