// RUN: %quiet
// The mark on every declaration.
#include <lifeguard.h>


async int f(void);
async int f(void);
static async int g(void);
async int f(void)
{
    return await g();
}
static async int g(void)
{
    return 1;
}
