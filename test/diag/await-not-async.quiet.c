// RUN: %quiet
// Somebody else's __extension__ is not an await.
#include <lifeguard.h>


int plain(int x);

async int f(void)
{
    return __extension__ plain(1) + __extension__ 3;
}
