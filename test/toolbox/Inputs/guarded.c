/* For broken.test: guards, constructs and statement expressions, to be cut off anywhere. */
#include <lifeguard.h>

struct lifecycle(on_resume, on_suspend) guard {
    int x;
};
void on_resume(struct guard *self, lg_context *cx);
void on_suspend(struct guard *self, lg_context *cx);
void clean(struct guard *self);

struct wait {
    int polls;
};
void wait_init(struct wait *self, int polls);
lg_poll wait_poll(struct wait *self, lg_context *cx, int *out);
void wait_drop(struct wait *self);
lg_leaf(struct wait, wait_init, wait_poll, wait_drop) int wait(int polls);

async int f(int n)
{
    __attribute__((cleanup(clean))) struct guard g = {n};
    int a, b = ({ await wait(1) + 2; });
    await_all(a = wait(2), b = wait(3));
    switch (await_any(a = wait(4), lg_sleep_ms(5))) {
    case 0:
        return await_timeout(6, a = wait(7)) ? a : b && await wait(8);
    }
    do {
        if (await wait(n--))
            continue;
        goto out;
    } while (await wait(10));
out:
    return g.x + a;
}
