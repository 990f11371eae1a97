// RUN: %every_way %t %s
// Arguments that point to literals and locals, which live while the awaited function runs.
#include "check.h"
LOG;

struct pair {
    int a, b;
};

async int use(struct pair *p)
{
    int r = p->a;
    await later(0);
    r += p->b;
    p->a = 9;
    await later(0);
    return r + p->a;
}

async int length(const char *text)
{
    int n = 0;
    while (*text++) {
        await later(0);
        n++;
    }
    return n;
}

async int sum(const int *p, int n)
{
    int r = 0;
    for (int i = 0; i < n; i++) {
        await later(0);
        r += p[i];
    }
    return r;
}

async int literals(void)
{
    int r = await use(&(struct pair){1, 2});
    r += await length("abc") + await length((char[]){'a', 'b', 0});
    if (r)
        r += await use(&(struct pair){r, 1});
    while (await sum((int[]){r > 100 ? 0 : r, 0}, 2))
        r += 50;
    return r;
}

async int locals(void)
{
    int r = 0;
    for (int i = 0; i < 3; i++) {
        struct pair p = {i, i};
        r += await use(&p) + p.a;
        int list[3] = {i, i, i};
        r += await sum(list, 3);
    }
    return r;
}

async int nested(void)
{
    int r = ({
        struct pair p = {2, 2};
        await use(&p);
    });
    int x, y;
    await_all(x = use(&(struct pair){1, 1}), y = sum((int[2]){5, 6}, 2));
    int *p = r ? (int[]){1, 2} : (int[]){3, 4};
    await later(0);
    return r + x + y + p[1];
}

async struct pair same(struct pair p)
{
    await later(0);
    return p;
}

#define NEW(n) ((struct pair){n, 0})

async int rewritten(int n)
{
    int total = 0;
    struct pair list[] = {NEW(1), await same(NEW(2)), NEW(await sum(&NEW(3).a, 1))};
    for (struct pair *p = list, *end = p + 3; p != end; p++) {
        struct pair copy = await same(*p);
        total = total * 10 + copy.a;
        *p = await same(NEW(copy.a + n));
    }
    return total * 1000 + list[0].a * 100 + list[1].a * 10 + list[2].a;
}

int main(void)
{
    CHECK(block_on(literals()) == 144);
    CHECK(block_on(locals()) == (9 + 11 + 13) + 27 + 9);
    CHECK(block_on(nested()) == 13 + 11 + 11 + 2);
    CHECK(block_on(rewritten(1)) == 123234);
}
