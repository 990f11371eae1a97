// RUN: %every_way %t %s
// await_all: order, targets of every kind, results of several types, drops.
#include "check.h"
LOG;

struct point {
    int x, y;
};

async int say(int polls, int value)
{
    note("start%d", value);
    await after(polls, value);
    note("end%d", value);
    return value;
}

async void say_nothing(int polls, int value)
{
    await say(polls, value);
}

async struct point make(int x)
{
    await later(0);
    return (struct point){x, x + 1};
}

async double half(int x)
{
    return await later(x) / 2.0;
}

async void in_order(void)
{
    int a, b, c;
    await_all(a = say(2, 1), b = say(0, 2), c = say(1, 3), say_nothing(1, 4));
    note("%d%d%d", a, b, c);
}

static int global;
static int list[3];

static int at(int i)
{
    note("at%d", i);
    return i;
}

async int targets(int parameter, struct point *p)
{
    static int kept;
    struct point q;
    int array[2], *pointer = &array[1];
    volatile int watched;
    double d;
    long wide;
    char narrow;
    await_all(parameter = later(1), p->x = later(2), q.y = later(3), array[0] = later(4), *pointer = later(5),
              global = later(6), kept = later(7), list[at(2)] = later(8), watched = later(9), d = half(3),
              wide = later(-1), narrow = later(300));
    CHECK(parameter == 1 && p->x == 2 && q.y == 3 && array[0] == 4 && array[1] == 5 && global == 6 && kept == 7);
    CHECK(list[2] == 8 && watched == 9 && d == 1.5 && wide == -1 && narrow == (char)300);
    CHECK_LOG("at2");
    return 1;
}

async int structs(void)
{
    struct point a, two[2], *p = two;
    await_all(a = make(1), *p++ = make(3), p[0] = make(5));
    return a.x + a.y * 10 + two[0].x * 100 + two[1].y * 1000 + (int)(p - two) * 10000;
}

/* Arguments and the targets' places, left to right, before the first poll. */
async void evaluation(void)
{
    int x[3];
    await_all(x[noted(0)] = say(0, noted(10)), x[noted(1)] = say(0, noted(11)), say(0, noted(12)));
    CHECK(x[0] == 10 && x[1] == 11);
}

async int alone(void)
{
    int x;
    await_all(x = later(4));
    await_all((x) = (later(x + 1)));
    return x;
}

async int in_a_loop(void)
{
    int total = 0;
    for (int i = 0; i < 3; i++) {
        int a, b;
        await_all(a = later(i), b = after(i, 10));
        total += a + b;
    }
    return total;
}

async int same_callee(void)
{
    int a, b, c;
    await_all(a = say(1, 1), b = say(1, 2), c = say(0, 3));
    return a + b + c;
}

async int inner(void)
{
    int a, b;
    await_all(a = later(1), b = later(2));
    return a + b;
}

async int nested(void)
{
    int a, b;
    await_all(a = inner(), b = inner());
    return a * 10 + b;
}

/* Dropped while some have finished: only the others are, last one first. */
async void suspended(void)
{
    int a, b, c, d;
    await_all(a = after(5, 1), b = after(0, 2), c = after(5, 3), d = after(5, 4));
    note("%d%d%d%d", a, b, c, d);
}

int main(void)
{
    block_on(in_order());
    CHECK_LOG("start1 start2 end2 start3 start4 end3 end4 end1 123");
    struct point p;
    CHECK(block_on(targets(0, &p)) == 1);
    CHECK(block_on(structs()) == 1 + 20 + 300 + 6000 + 10000);
    block_on(evaluation());
    CHECK_LOG("0 10 1 11 12 start10 end10 start11 end11 start12 end12");
    CHECK(block_on(alone()) == 5);
    CHECK(block_on(in_a_loop()) == 33);
    CHECK(block_on(same_callee()) == 6);
    log_text[0] = '\0';
    CHECK(block_on(nested()) == 33);

    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    lg_future *f = future(suspended());
    CHECK(lg_future_poll(f, &cx, NULL) == LG_PENDING);
    lg_future_drop(f);
    CHECK_LOG("drop:4 drop:3 drop:1");
}
