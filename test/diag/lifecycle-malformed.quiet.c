// RUN: %quiet
// Two, three, or 0 in the place of any.
#include <lifeguard.h>


struct lifecycle(0, on_suspend) two {
    int x;
};
struct lifecycle(on_resume, 0, 0) three {
    int x;
};
void on_suspend(struct two *self, lg_context *cx);
void on_resume(struct three *self, lg_context *cx);

async int f(void)
{
    struct two two = {1};
    struct three three = {2};
    await lg_yield_now();
    return two.x + three.x;
}
