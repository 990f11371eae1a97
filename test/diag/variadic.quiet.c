// RUN: %quiet
// An async function may call one.
#include <stdio.h>
#include <lifeguard.h>


async int f(const char *text, int n)
{
    await lg_yield_now();
    return printf("%s %d", text, n);
}
