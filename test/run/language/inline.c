// RUN: %every_way %t %s %S/Inputs/inline_external.c %S/Inputs/inline_gnu.c
// `inline` without `static`: the definition may be used here, and the external one is in another file.
#include "Inputs/inline.h"
LOG;
async int other(int n);
inline async int here(int n);
inline async int here(int n)
{
    return await twice(n) * 2;
}
extern inline async int here(int n);
static async int all(void)
{
    async int (*p)(int) = twice;
    return await p(1) + await other(2) + await here(3) + await thrice(0);
}
int main(void)
{
    CHECK(block_on(all()) == 2 + 4 + 12);
    CHECK(block_on(twice(4)) == 8);
    return 0;
}
