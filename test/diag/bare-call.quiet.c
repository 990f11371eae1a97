// RUN: %quiet
// Each place where a call may stand.
#include <lifeguard.h>


async int f(int x);
struct pair {
    int x, y;
};
async struct pair g(void);

async int inside(int n)
{
    int x = await f(1) + (await g()).x, y;
    await_all(x = f(n), f(2));
    x += await_any(y = f(3), (void)f(4));
    x += await_timeout(5, y = (f(6)));
    lg_task *t = spawn(f(7));
    await lg_join(t, &y);
    lg_future_drop(future(f(8)));
    __typeof__(f(9)) z = (int)sizeof f(10);
    return x + y + z;
}

int ordinary(void)
{
    lg_future_drop(future(f(1)));
    return block_on(f(1));
}
