// RUN: %every_way %t %s
// Locals, tags and labels with the names of the runtime's and of generated functions and types.
#include "check.h"
LOG;

struct argument {
    int f;
};

static async int f(struct argument f)
{
    await later(f.f);
    return f.f;
}

async int payloads(void)
{
    int child = 1, await_later_21 = 2, sleep = 3;
    int timed_out = await_timeout(1000, child = later(sleep));
    await later(child);
    return child + await_later_21 + sleep + timed_out;
}

async int shadowed(int n)
{
    int r = 0;
    {
        int f = n;
        r += f;
        await later(r);
    }
    return r + await f((struct argument){n});
}

async int functions(int LG_PENDING)
{
    int lg_poll = LG_PENDING, later_init = 2, lg_frame_new = 3, later_poll = 4, functions_future = 5;
    await lg_yield_now();
    int r = await later(1);
    return r + lg_poll + later_init + lg_frame_new + later_poll + functions_future;
}

async int tags(int later_drop)
{
    enum { LG_READY = 7 };
    struct later {
        int q;
    } z = {1};
    int q = z.q;
    await lg_yield_now();
    return await later(LG_READY) + later_drop + q;
}

async int types(void)
{
    typedef int lg_context;
    lg_context x = 3;
    await lg_yield_now();
    return x + await later(1);
}

async int labels(int n)
{
resume_later_65:
    if (n > 3)
        goto done;
    n += await later(1);
    goto resume_later_65;
done:
    return n;
}

int main(void)
{
    CHECK(block_on(f((struct argument){4})) == 4);
    CHECK(block_on(payloads()) == 8);
    CHECK(block_on(shadowed(5)) == 10);
    CHECK(block_on(functions(1)) == 16);
    CHECK(block_on(tags(1)) == 9);
    CHECK(block_on(types()) == 4);
    CHECK(block_on(labels(0)) == 4);
}
