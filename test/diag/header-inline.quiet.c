// RUN: %quiet
// static inline ones, and prototypes.
#include "Inputs/async_inline.h"

async int g(void)
{
    return await run(1) + await f(2);
}
