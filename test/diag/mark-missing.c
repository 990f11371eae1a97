// RUN: %noisy
// A declaration without async beside one with it.
#include <lifeguard.h>


async int f(void);
// CHECK: mark-missing.c:[[#@LINE+2]]:5: error: 'f' is declared without 'async' here and with it before [lifeguard-mark-missing]
// CHECK: mark-missing.c:[[#@LINE-2]]:11: note: the other declaration is here
int f(void);

int g(void);
// CHECK: mark-missing.c:[[#@LINE+2]]:11: error: 'g' is declared with 'async' here and without it before [lifeguard-mark-missing]
// CHECK: mark-missing.c:[[#@LINE-2]]:5: note: the other declaration is here
async int g(void)
{
    return 1;
}
// CHECK: 2 errors generated.
