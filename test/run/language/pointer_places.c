// RUN: %every_way %t %s
// RUN: %cc -E %s -o %t.i && %cc -c %t.i -o %t.o
// RUN: %clang -std=c2x %plugin -I %include -Wall -Wextra -Werror -c %s -o %t.o
// Pointers to async functions taken in unusual places: by macros, in block scope, in ranges, of static leaves.
#include "check.h"
#include <assert.h>
LOG;

typedef async int (*op)(int);
typedef async int (*vector[3])(int);
typedef async int handler(int);

static void pair_init(struct after *self, int value)
{
    after_init(self, 2, value);
}
static lg_leaf(struct after, pair_init, after_poll, after_drop) int pair(int value);

#define OPERATIONS(X) X(one, 1) X(two, 2) X(three, 3)
#define DEFINE(name, n)                                                                                                \
    static async int name(int x)                                                                                       \
    {                                                                                                                  \
        return await later(x) * n;                                                                                     \
    }
OPERATIONS(DEFINE)
#define ENTRY(name, n) {#name, name, n},
static const struct {
    const char *name;
    op run;
    int times;
} entries[] = {OPERATIONS(ENTRY)};
#define BOTH(f) (note(#f), f)
#define LARGEST(a, b) ((a) > (b) ? (a) : (b))

static vector ranges = {[0 ... 1] = two, pair};
struct holder {
    op first;
    struct {
        int x;
        op inner[2];
    };
};
#pragma GCC diagnostic ignored "-Wmissing-braces"
static struct holder elided[2] = {one, 1, two, three, {.inner[1] = one}};
static handler *const *const indirect = &(handler *const){&three};
op twice[2] = {one, two}, other = three;

static async int within(int x)
{
    static const op table[] = {one, two};
    static op last = three;
    op picked = table[x % 2], also = last, list[2] = {also, picked};
    struct holder h = {.inner = {pair, picked}};
    async int declared_here(int);
    op here = declared_here;
    int sum = await picked(1) + await also(1) + await list[1](10) + await h.inner[0](100) + await here(1000);
    switch (x) {
    case 3:
        if (list[1] == two && here != also)
            return sum;
    }
    return -1;
}
async int declared_here(int x)
{
    return x;
}

static async int macros(void)
{
    int sum = 0;
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        sum = sum * 10 + await entries[i].run(1) + (strlen(entries[i].name) > 4);
    op p = BOTH(two);
    __typeof__(p(1)) sized = 0;
    assert(p == two && "p is two");
    sum += await BOTH(pair)(1000) + LARGEST(await p(1), await (*&one)(1));
    CHECK_LOG("two pair");
    CHECK(sizeof sized == sizeof(int) && !sized);
    return sum;
}

static async int tables(void)
{
    int sum = await ranges[0](1) + await ranges[1](1) * 10 + await ranges[2](1) * 100;
    sum += await elided[0].first(1000) + await elided[0].inner[0](1000) + await elided[1].inner[1](1000) + !elided[1].first;
    return sum + await (*indirect)(10000) + await twice[1](10000) + await other(10000);
}

static _Atomic(op) changing;
static async int changed(void)
{
    changing = one;
    int sum = await changing(1);
    changing = two;
    return sum + await changing(10);
}

int main(void)
{
    CHECK(block_on(within(3)) == 2 + 3 + 20 + 100 + 1000);
    CHECK(block_on(macros()) == 124 + 1000 + 2);
    CHECK(block_on(tables()) == 2 + 20 + 100 + 1000 + 2000 + 1000 + 1 + 30000 + 20000 + 30000);
    CHECK(block_on(changed()) == 21);
    CHECK(block_on(((op[]){three, one})[0](5)) == 15);
    lg_future_drop(future(elided->inner[1](1)));
}
