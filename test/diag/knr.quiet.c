// RUN: %quiet
// f() means f(void).
#include <lifeguard.h>


async int f()
{
    return 1;
}
