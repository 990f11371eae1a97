// RUN: %every_way %t %s
// The names that the lowering likes to add are the user's if the user has them.
#include "check.h"
LOG;

#define done 4
#define slow_out 8
#define start (1 + 2)
#define await_later_14 77

async int parameters(int self, int cx, int out, int state, int child)
{
    await later(start);
    int timed_out = await_any(later(1), lg_yield_now()), winner = await later(2);
    await later(self);
    return self + cx * 10 + out * 100 + state * 1000 + child * 10000 + timed_out + winner * 100000;
}

async int locals(void)
{
    int self = 1, cx = 2, out = 3, state = 4, child = 5, later_result = 6, resume_later_29 = 7, literal_24 = 8;
    int *p = &out, *q = &self, **r = &(int *){p};
    await later(self);
    int value = cx && await later(out) ? state : await later(child);
    await later(value + done);
    return self + cx + *p + *q + **r + state + child + later_result + resume_later_29 + literal_24 + value;
}

async int labels(int n)
{
    goto start_here;
done_here:
    await later(n);
    goto self;
start_here:
    await later(n);
    goto out;
self:
    n *= 2;
    goto cx;
out:
    n++;
    goto done_here;
cx:
    await later(n);
resume_later_47:
    if (n++ < 10)
        goto resume_later_47;
    return n;
}

static int self(int cx)
{
    return cx + 1;
}

static int cx = 5;
static int out[2] = {1, 2};
struct state {
    int child;
};

async int file_scope(int n)
{
    struct state state = {await later(n)};
    n += self(cx) + out[1];
    await later(n);
    return n + state.child + self(await later(cx)) + out[await later(1)];
}

async int child(int later)
{
    int after = later;
    await lg_yield_now();
    return after + later;
}

async int calls_child(void)
{
    int x, y;
    await_all(x = child(1), y = child(2));
    return x + y + await child(3);
}

/* A user's macros with the names of locals and members of the lowering. */
#define sleep_for(x) await lg_sleep_ms(x)
#define value_90 1
async int macros(int n)
{
    int v = n ? await later(n) : value_90;
    sleep_for(1);
    return v;
}

struct f {
    int f_future;
};
async int f(struct f f)
{
    await later(1);
    return f.f_future;
}

async int f_future_(int f_future_poll)
{
    int f_future_init = await later(f_future_poll);
    await later(0);
    return f_future_init + f_future_poll;
}

int main(void)
{
    lg_clock_pause();
    CHECK(block_on(parameters(1, 2, 3, 4, 5)) == 254321 || block_on(parameters(1, 2, 3, 4, 5)) == 254322);
    CHECK(block_on(locals()) == 1 + 2 + 3 + 1 + 3 + 4 + 5 + 6 + 7 + 8 + 4);
    CHECK(block_on(labels(1)) == 11);
    CHECK(block_on(file_scope(1)) == (1 + 6 + 2) + 1 + 6 + 2);
    CHECK(block_on(calls_child()) == 2 + 4 + 6);
    CHECK(block_on(macros(0)) == 1 && block_on(macros(3)) == 3);
    CHECK(block_on(f((struct f){6})) == 6 && block_on(f_future_(7)) == 14);
}
