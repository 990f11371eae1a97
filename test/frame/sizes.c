// RUN: %every_way %t %s
// The size of a future is that of what lives, not of all that there is.
#include <lifeguard.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) ((condition) ? (void)0 : (printf("%d: not so: %s\n", __LINE__, #condition), abort()))

extern const lg_future_type empty_future_type, one_int_future_type, shared_future_type, embedding_future_type;
extern const lg_future_type sequence_future_type, alternatives_future_type, small_future_type, mixed_future_type;

async void empty(void)
{
}

async int one_int(int n)
{
    await lg_yield_now();
    return n;
}

static void take(char *p)
{
    p[0] = 1;
}

async void shared(void)
{
    {
        char a[1000];
        take(a);
        await lg_yield_now();
    }
    {
        char b[1000];
        take(b);
        await lg_yield_now();
    }
}

async int embedding(void)
{
    return await one_int(1);
}

async void sequence(void)
{
    await shared();
    await shared();
    await shared();
}

async void alternatives(int n)
{
    long a = n, b = n, c = n, d = n;
    if (n) {
        await lg_yield_now();
        printf("%ld%ld", a, b);
    } else {
        await lg_yield_now();
        printf("%ld%ld", c, d);
    }
}

// A leaf of one byte, so that every byte shows.
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
static inline void pause_drop(struct pause *self)
{
    (void)self;
}
lg_leaf(struct pause, pause_init, pause_poll, pause_drop) void pause_once(void);

async void small(void)
{
    await pause_once();
    await pause_once();
}

// In this order the members would leave holes.
async void mixed(char c, long l)
{
    short s = 1;
    int i = 2;
    char text[3];
    take(text);
    for (char d = 0; d < 2; d++) {
        await pause_once();
        printf("%d%ld%d%d%s", c, l, s, i, text);
    }
}

int main(void)
{
    struct ints {
        int n;
        unsigned char leaf, state;
    };
    CHECK(empty_future_type.size == 1);
    CHECK(small_future_type.size == 2);
    CHECK(one_int_future_type.size == sizeof(struct ints));
    CHECK(shared_future_type.size == 1000 + 2);
    CHECK(embedding_future_type.size == one_int_future_type.size + sizeof(int));
    CHECK(sequence_future_type.size == shared_future_type.size + 1);
    CHECK(alternatives_future_type.size <= 4 * sizeof(long));
    CHECK(mixed_future_type.size == (sizeof(long) + sizeof(int) + sizeof(short) + 3 + 4 + 7) / 8 * 8);
}
