/* The shapes whose frames are measured. Prints a line per shape: name, bytes of the future, checksum after running it.
 */
#include "support.h"
#include <lifeguard.h>
#include <stdio.h>
#include <stdlib.h>

/* The leaf: pending once. One byte, so that the frames show the shapes and not the leaf. */
struct pause {
    unsigned char polled;
};

static inline void pause_init(struct pause *self)
{
    self->polled = 0;
}

static inline lg_poll pause_poll(struct pause *self, lg_context *cx)
{
    (void)cx;
    return self->polled++ ? LG_READY : LG_PENDING;
}

static inline lg_unused void pause_drop(struct pause *self)
{
    (void)self;
}

lg_leaf(struct pause, pause_init, pause_poll, pause_drop) void pause_once(void);

async void nothing(void)
{
    await pause_once();
}

async void three_ints(void)
{
    int a = next(), b = next(), c = next();
    await pause_once();
    note(a + b * 3 + c * 5);
}

async void two_buffers(void)
{
    {
        unsigned char buffer[1024];
        fill(buffer, sizeof buffer);
        await pause_once();
        note(total(buffer, sizeof buffer));
    }
    {
        unsigned char buffer[1024];
        fill(buffer, sizeof buffer);
        await pause_once();
        note(total(buffer, sizeof buffer));
    }
}

static async void link_1(void)
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    await pause_once();
    note(total(buffer, sizeof buffer));
}

static async void link_2(void)
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    await link_1();
    note(total(buffer, sizeof buffer));
}

static async void link_3(void)
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    await link_2();
    note(total(buffer, sizeof buffer));
}

static async void link_4(void)
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    await link_3();
    note(total(buffer, sizeof buffer));
}

async void chain_of_five(void)
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    await link_4();
    note(total(buffer, sizeof buffer));
}

async void loop_256(void)
{
    for (int i = 0, n = next() % 4 + 2; i < n; i++) {
        unsigned char buffer[256];
        fill(buffer, sizeof buffer);
        await pause_once();
        note(total(buffer, sizeof buffer));
    }
}

static async void hold_512(void)
{
    unsigned char buffer[512];
    fill(buffer, sizeof buffer);
    await pause_once();
    note(total(buffer, sizeof buffer));
}

static async void hold_64(void)
{
    unsigned char buffer[64];
    fill(buffer, sizeof buffer);
    await pause_once();
    note(total(buffer, sizeof buffer));
}

async void if_else(void)
{
    if (next() & 1)
        await hold_512();
    else
        await hold_64();
}

async void join_of_three(void)
{
    await_all(hold_64(), hold_64(), hold_64());
}

async void dead_1k(void)
{
    unsigned char buffer[1024];
    for (int i = 0; i < 1024; i++)
        buffer[i] = (unsigned char)next();
    int sum = 0;
    for (int i = 0; i < 1024; i++)
        sum += buffer[buffer[i]];
    await pause_once();
    note(sum);
}

#define SHAPES(X)                                                                                                      \
    X(nothing) X(three_ints) X(two_buffers) X(chain_of_five) X(loop_256) X(if_else) X(join_of_three) X(dead_1k)

#define DECLARE(name)                                                                                                  \
    struct name##_future;                                                                                              \
    void name##_future_init(struct name##_future *self);                                                               \
    lg_poll name##_future_poll(struct name##_future *self, lg_context *cx);                                            \
    extern const lg_future_type name##_future_type;
SHAPES(DECLARE)

int main(void)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    void *future = malloc(4096);
    if (!future)
        return 1;
#define SHOW(name)                                                                                                     \
    name##_future_init(future);                                                                                        \
    while (name##_future_poll(future, &cx) == LG_PENDING)                                                              \
        ;                                                                                                              \
    printf("%s %zu %08x\n", #name, name##_future_type.size, noted());
    SHAPES(SHOW)
    free(future);
    return 0;
}
