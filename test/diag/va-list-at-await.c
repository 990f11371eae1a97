// RUN: %noisy
// A va_list in scope at an await.
#include <stdarg.h>
#include <lifeguard.h>


async int f(va_list *from)
{
    // CHECK: va-list-at-await.c:[[#@LINE+3]]:13: error: va_list 'list' is in scope at an await [lifeguard-va-list-at-await]
    // CHECK: va-list-at-await.c:[[#@LINE+4]]:5: note: the await is here
    // CHECK: va-list-at-await.c:[[#@LINE+1]]:13: note: read the arguments into locals before the await
    va_list list;
    va_copy(list, *from);
    await lg_yield_now();
    int n = va_arg(list, int);
    va_end(list);
    return n;
}
// CHECK: 1 error generated.
