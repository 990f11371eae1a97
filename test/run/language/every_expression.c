// RUN: %clang -w -std=gnu11 -DERASED -I %include %s -o %t.erased && %t.erased
// RUN: %every_way %t %s
// Awaits in every kind of expression and initialiser, and locals of unusual types; the same with async and await
// erased.
#include "check.h"
#include <assert.h>
#include <complex.h>
#include <stdbool.h>
#include <wchar.h>
LOG;

#ifdef ERASED
#undef async
#undef await
#undef block_on
#define async
#define await
#define block_on(e) (e)
#define later(n)    ((int)(n))
#endif

struct big {
    int v[40];
};
struct part {
    int a;
    struct {
        int b[3];
        const char *c;
    } in;
    union {
        int i;
        float f;
    } u;
};
static _Thread_local int perthread = 3;
static async struct big make(int n)
{
    struct big b = {{n}};
    await later(0);
    b.v[39] = n;
    return b;
}
static async int labels(int n)
{
    __label__ out;
    int sum = 0;
    for (;;) {
        __label__ again;
    again:
        sum += await later(1);
        if (sum % 3)
            goto again;
        if (sum > n)
            goto out;
    }
out:
    return sum;
}
static async int misc(int n)
{
    int r = n;
    const wchar_t *w = L"wide";
    const wchar_t ws[] = L"xy";
    double complex z = 1 + 2 * I;
    float complex fz = 3.0f;
    bool b = await later(1);
    unsigned __int128 wide = 1;
    wide <<= 70;
    struct part p = {.in.b = {[1] = await later(5)}, .u.f = 2.5f, .in.c = "c"};
    const int k[2][2] = {{1, await later(2)}, {3, 4}};
    _Static_assert(sizeof(int) == 4, "int");
    static _Thread_local int calls;
    calls++;
    r += await later(2);
    z *= await later(2);
    __real__ z += await later(1);
    fz += await later(1);
    perthread += await later(1);
    p.in.b[await later(2)] += await later(7);
    wide += (unsigned)await later(3);
    await later(0);
    int out;
    __asm__ volatile("mov %1, %0" : "=r"(out) : "r"(await later(9)) : "memory");
    CHECK(w[1] == L'i' && ws[1] == L'y' && creal(z) == 3 && cimag(z) == 4 && b && crealf(fz) == 4);
    CHECK((unsigned)(wide >> 70) == 1 && (unsigned)wide == 3);
    CHECK(p.in.b[0] == 0 && p.in.b[1] == 5 && p.in.b[2] == 7 && p.u.f == 2.5f && *p.in.c == 'c');
    CHECK(k[0][1] == 2 && k[1][1] == 4 && calls == 1 && out == 9);
    int x = (await make(3)).v[39] + (await make(4)).v[0];
    int arr[] = {[2] = await later(8), await later(9)};
    x += arr[2] + arr[3] + (int)(sizeof arr / sizeof *arr);
    x += ((int[]){await later(1), await later(2)})[await later(1)];
    x += (await later(1), await later(2)) ? await later(3) : await later(4);
    x -= -await later(1) + !await later(0) + ~await later(0);
    int *px = &x;
    (*px)++;
    *px += await later(1);
    px[await later(0)]++;
    x ^= await later(2) << await later(1);
    for (int i = await later(0), j = await later(3); i < await later(j); i += await later(1))
        x++;
    do
        x++;
    while (await later(0));
    switch (await later(2)) {
    case 1:
        x += 100;
        __attribute__((fallthrough));
    default:
        x += 1000;
        __attribute__((fallthrough));
    case 3:
        x += 1;
    }
    if (await later(0))
        x = 0;
    else if (await later(1))
        x += 2;
    while (x > 100 && await later(1)) {
        x -= 100;
        if (x < 500)
            break;
        else
            continue;
    }
    const char *s = await later(1) ? "yes" : NULL;
    x += s ? (int)strlen(s) : 0;
    return x + r;
}
static async int inits(void)
{
    struct part zero = {0}, some = {1, {{1}, "z"}, {await later(3)}};
    struct part copy = some, *self = &copy;
    struct ring {
        struct ring *me;
        int n;
    } ring = {&ring, 5};
    struct part list[3] = {[1] = some, [2].a = await later(4)};
    int (*f)(const char *, ...) = printf;
    (void)f;
    await later(0);
    CHECK(ring.me == &ring && ring.me->n == 5 && zero.in.b[2] == 0 && self->u.i == 3 && list[1].in.b[0] == 1 &&
          list[2].a == 4 && list[0].a == 0);
    list[await later(0)] = (struct part){.a = await later(6), .u.i = await later(7)};
    some = await later(1) ? list[0] : zero;
    return some.a + some.u.i;
}
static async void novalue(int *n)
{
    *n += await later(1);
}
static async int voids(void)
{
    int n = 0;
    n ? (void)0 : await novalue(&n);
    (void)(n && (await novalue(&n), 1));
    (void)await later(4);
    await later(1), await novalue(&n);
    (n ? await novalue(&n) : (void)0);
    ({ await novalue(&n); });
    for (await novalue(&n); n < 8; await novalue(&n))
        ;
    assert(await later(1) == 1);
    return n;
}
int main(void)
{
    CHECK(block_on(labels(5)) == 6);
    int m = block_on(misc(1));
    CHECK(m == 446); // as without async and await
    CHECK(block_on(inits()) == 13);
    CHECK(block_on(voids()) == 8);
    CHECK(perthread == 4);
    return 0;
}
