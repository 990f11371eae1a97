// RUN: %every_way %t %s
// Loops over structs that awaits give.
#include "check.h"
LOG;

struct it {
    int i, n;
};
async struct it next(struct it i)
{
    await lg_yield_now();
    i.i++;
    return i;
}
async struct it first(int n)
{
    await lg_yield_now();
    return (struct it){0, n};
}
async int f(int n)
{
    int m[2][3] = {{1, 2, 3}, {4, 5, 6}}, s = 0;
    for (struct it a = await first(2), b; a.i < a.n; a = await next(a))
        for (b = await first(n); b.i < b.n; b = await next(b))
            s += m[a.i][b.i] * (await next(b)).i;
    for (int i = 0, j = 10, *p = &j; i < *p; i++, (*p)--)
        await lg_yield_now(), s++;
    unsigned long long big = 1ull << 40;
    const char *const t = "t";
    await lg_yield_now();
    return s + (int)(big >> 40) + (*t == 't');
}
int main(void)
{
    return block_on(f(3)) != 46 + 5 + 2;
}
