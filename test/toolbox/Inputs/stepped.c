/* For gdb.test. */
#include <lifeguard.h>

async int ready(int n)
{
    return n * 2;
}

async int user(int n)
{
    int a = n + 1;
    int b = await ready(a);
    int c = a + b;
    await lg_yield_now();
    int d = c + 1;
    return d;
}

int main(void)
{
    return block_on(user(1));
}
