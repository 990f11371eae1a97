// RUN: %quiet
// One that does not live across, one of this file, types of the function, and a local enum.
#include <lifeguard.h>

#include "Inputs/table.h"

static struct {
    int key;
} mine[2];

async int f(int n)
{
    struct pair {
        int a, b;
    } p = {n, n};
    __typeof__(table[0]) row = table[n];
    __typeof__(mine[0]) my = mine[row.key];
    enum { ONE = 1 };
    await lg_yield_now();
    return p.a + my.key + ONE;
}
