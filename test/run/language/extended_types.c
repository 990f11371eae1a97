// RUN: %every_way %t %s
// GNU's types: __int128, vectors, packed and over-aligned structs, complex numbers.
#include "check.h"
LOG;

typedef int vector __attribute__((vector_size(16)));
typedef struct __attribute__((packed)) {
    char c;
    int i;
} packed;
struct aligned {
    _Alignas(64) char c;
};

async __int128 wide(__int128 x)
{
    await later(0);
    return x * 3;
}

async float _Complex complex_number(float _Complex z)
{
    await later(0);
    return z + 1;
}

async vector doubled(vector v)
{
    vector w = v + v;
    await later(0);
    return w + v;
}

async packed pack(packed p)
{
    int x;
    p.i++;
    await_all(x = wide(1));
    p.i += x;
    return p;
}

async struct aligned align(struct aligned a)
{
    struct aligned b = a;
    await later(0);
    CHECK((uintptr_t)&b % 64 == 0);
    b.c++;
    return b;
}

int main(void)
{
    vector v = {1, 2, 3, 4};
    CHECK((int)block_on(wide(5)) == 15);
    CHECK(block_on(doubled(v))[3] == 12);
    CHECK(block_on(pack((packed){1, 2})).i == 6);
    CHECK(block_on(align((struct aligned){4})).c == 5);
    CHECK(block_on(complex_number(1.0f)) == 2.0f);
}
