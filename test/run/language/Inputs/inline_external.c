/* The external definition of what inline.h defines inline. */
#include "inline.h"
extern inline async int twice(int n);
async int other(int n)
{
    async int (*p)(int) = twice;
    return await p(n);
}
