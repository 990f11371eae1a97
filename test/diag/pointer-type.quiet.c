// RUN: %quiet
// Types of the function's own that file scope can name nevertheless, or that are not called with.
#include <lifeguard.h>


typedef struct {
    int x;
} point;

async int run(int n, async int (*rows)(int n, int table[n]))
{
    struct local {
        async int (*run)(struct local *);
    } local = {0};
    typedef int number;
    async number (*square)(number) = 0;
    async point (*locate)(__typeof__(n) x) = 0;
    int table[3] = {n};
    return await square(3) + (await locate(4)).x + await rows(3, table) + !local.run;
}
