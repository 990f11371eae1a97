// RUN: %quiet
// One that is read before; a pointer to char.
#include <stdarg.h>
#include <lifeguard.h>


async int f(va_list *from, char *text)
{
    int n;
    {
        va_list list;
        va_copy(list, *from);
        n = va_arg(list, int);
        va_end(list);
    }
    await lg_yield_now();
    return n + *text;
}
