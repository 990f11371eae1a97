// RUN: %every_way %t %s
// The size of a future is that of what lives, not of all that there is.
#include <lifeguard.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) ((condition) ? (void)0 : (printf("%d: not so: %s\n", __LINE__, #condition), abort()))

extern const lg_future_type empty_future_type, one_int_future_type, shared_future_type, embedding_future_type;
extern const lg_future_type sequence_future_type, alternatives_future_type;

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

int main(void)
{
    CHECK(empty_future_type.size == 1);
    CHECK(one_int_future_type.size <= 4 + 2 * sizeof(int));
    CHECK(shared_future_type.size < 1100);
    CHECK(embedding_future_type.size <= one_int_future_type.size + sizeof(int));
    CHECK(sequence_future_type.size <= shared_future_type.size + sizeof(int));
    CHECK(alternatives_future_type.size <= 4 * sizeof(long));
}
