/* For headers.c and two_files.c. */
#ifndef SHAPES_H
#define SHAPES_H

#include "../check.h"

#define SCALE 3
#define SCALED(x) ((x)*SCALE)

struct shape {
    int w, h;
};

static inline async int area(const struct shape *s)
{
    int w = await later(s->w);
    return w * await later(s->h);
}

static inline async int scaled(const struct shape *s, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) /* a header's comment */
        sum += SCALED(await area(s));
    return sum;
}
#undef SCALE
#define SCALE 1000

/* Never used: no warning. */
static inline async void unused_here(void)
{
    await lg_yield_now();
}

async int total(const struct shape *list, int n);
async struct shape turned(struct shape s);

/* These are named by what hands them over alone. */
static inline async int perimeter(const struct shape *s)
{
    await lg_yield_now();
    return 2 * (s->w + s->h);
}
static inline async int half_perimeter(const struct shape *s)
{
    int whole = 0;
    lg_future *boxed = future(perimeter(s));
    await lg_future_await(boxed, &whole);
    lg_future_drop(boxed);
    return whole / 2;
}
static inline async int half_perimeter_elsewhere(const struct shape *s)
{
    int half = 0;
    lg_task *task = spawn(half_perimeter(s));
    await lg_join(task, &half);
    return half;
}

#endif
