// RUN: %every_way %t %s
// Parameters, results and locals of every kind of type live across awaits.
#include "check.h"
#pragma GCC diagnostic ignored "-Wignored-qualifiers" // a const result
#include <stdbool.h>
LOG;

struct big {
    char text[300];
    int n;
};
union word {
    int i;
    char bytes[4];
};
typedef int (*function)(int);
typedef int row[3];
struct flags {
    unsigned low : 3, high : 5;
};

static int triple(int x)
{
    return 3 * x;
}

async struct big grow(struct big b)
{
    await later(0);
    b.n++;
    strcat(b.text, "!");
    await later(0);
    return b;
}

async union word flip(union word w)
{
    await later(0);
    w.i = ~w.i;
    return w;
}

async function pick(function f, int use)
{
    await later(0);
    return use ? f : NULL;
}

async _Bool truth(_Bool b, char c, unsigned char u, short s, unsigned long long w, long double d)
{
    await later(0);
    return b && c == -1 && u == 255 && s == -300 && w == ~0ull && d == 1.25L;
}

async const double constant(const double d, register int r)
{
    await later(r);
    return d * r;
}

async int arrays(int a[3], int b[static 2], row *c, char d[][4], int (*f)(int))
{
    int own[3] = {1, 2, 3}, table[2][3] = {{4, 5, 6}, {7, 8, 9}};
    char text[] = "text";
    await later(0);
    return a[0] + b[1] + (*c)[2] + d[1][0] + f(2) + own[2] + table[1][1] + (int)sizeof text;
}

async int qualified(void)
{
    volatile int v = 1;
    _Atomic int a = 2;
    const int c = await later(3);
    const struct flags fixed = {3, 4};
    int *restrict p = &(int){5};
    static int kept;
    struct flags f = {1, 2};
    _Alignas(64) char wide[64] = {6};
    await later(0);
    v++;
    a++;
    kept++;
    f.high += 4;
    CHECK((uintptr_t)wide % 64 == 0);
    await later(0);
    return v + a + c + fixed.high + *p + kept + f.high + f.low + wide[0];
}

async _Complex double turn(_Complex double z)
{
    await later(0);
    return z * z;
}

async int *pointers(int **p, void *raw, const char *text)
{
    await later(0);
    **p += *text;
    CHECK(raw == *p);
    return *p;
}

/* Whatever may be uninitialised is not read. */
async int partly(int n)
{
    int x, y;
    struct big b;
    if (n)
        x = 5;
    await later(0);
    if (n)
        b.n = x;
    await later(0);
    y = n ? b.n : 1;
    return y;
}

async int copies(void)
{
    struct big b = {"a", 1}, c;
    c = await grow(b);
    b = await grow(c);
    return (int)strlen(b.text) * 10 + b.n + (await grow(b)).n;
}

async int literal(void)
{
    struct big *p = &(struct big){.n = 4};
    int *q = (int[]){1, 2, 3};
    await later(0);
    p->n++;
    q[1] += 10;
    await later(0);
    return p->n * 100 + q[1];
}

async int enumerators(void)
{
    enum { LOW = 3, HIGH = 8 };
    typedef int number;
    number n = LOW;
    await later(0);
    return n + HIGH;
}

async int block_scope(int n)
{
    int sum = 0;
    {
        struct pair {
            int a, b;
        } p = {n, n + 1};
        sum += p.a + p.b;
        extern int later_than_this;
        sum += later_than_this;
    }
    await later(0);
    int vla[sum];
    vla[sum - 1] = 1;
    return sum + vla[sum - 1];
}
int later_than_this = 100;

int main(void)
{
    struct big b = {"b", 1};
    b = block_on(grow(b));
    CHECK(b.n == 2 && strcmp(b.text, "b!") == 0);
    CHECK(block_on(flip((union word){.i = 5})).i == ~5);
    CHECK(block_on(pick(triple, 1))(3) == 9 && !block_on(pick(triple, 0)));
    CHECK(block_on(truth(true, -1, 255, -300, ~0ull, 1.25L)));
    CHECK(block_on(constant(1.5, 4)) == 6.0);
    row r = {1, 2, 3};
    char d[2][4] = {"abc", "def"};
    CHECK(block_on(arrays(r, r, &r, d, triple)) == 1 + 2 + 3 + 'd' + 6 + 3 + 8 + 5);
    CHECK(block_on(qualified()) == 2 + 3 + 3 + 4 + 5 + 1 + 6 + 1 + 6);
    CHECK(__real__ block_on(turn(2.0)) == 4.0);
    int x = 1, *p = &x;
    CHECK(*block_on(pointers(&p, p, "\2")) == 3);
    CHECK(block_on(partly(1)) == 5 && block_on(partly(0)) == 1);
    CHECK(block_on(copies()) == 30 + 3 + 4);
    CHECK(block_on(literal()) == 512);
    CHECK(block_on(enumerators()) == 11);
    CHECK(block_on(block_scope(1)) == 104);
}
