/* Reads behind its block after an await; with OVERFLOW, overflows. */
#include <lifeguard.h>
#include <stdlib.h>

async int f(int *p, int n)
{
    n += 1;
    await lg_yield_now();
#ifdef OVERFLOW
    n = n * 2000000000;
#endif
    n += p[n];
    return n;
}

int main(void)
{
    int *p = calloc(3, sizeof *p), x = block_on(f(p, 2));
    free(p);
    return x;
}
