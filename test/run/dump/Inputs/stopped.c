#include <lifeguard.h>
#include <lifeguard/mutex.h>

static lg_mutex mutexes[2] = {LG_MUTEX_INIT, LG_MUTEX_INIT};
volatile int stops;

__attribute__((noinline)) void stop_here(void) { stops++; }

async int leaf(int n)
{
    await lg_sleep_ms(n);
    stop_here();
    return n + 1;
}
async int middle(int n)
{
    int base = 100, got = await leaf(n);
    return base + got;
}

async int outer(int n)
{
    lg_scoped(lg_mutex_guard) held = await lg_mutex_lock(&mutexes[n % 2]);
    int result = 0;
    await_all(result = middle(n), lg_sleep_ms(1000));
    return result;
}
async int run(void)
{
    lg_task *first = spawn(outer(7)), *second = spawn(outer(8));
    int a = 0, b = 0;
    if (await lg_join(first, &a) || await lg_join(second, &b))
        return 1;
    return a + b == 217 ? 0 : 2;
}

int main(void)
{
    lg_clock_pause();
    return block_on(run());
}
