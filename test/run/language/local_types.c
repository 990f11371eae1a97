// RUN: %every_way %t %s
// Types that the function itself declares, of locals that live across an await.
#include "check.h"
#include <stdalign.h>
LOG;

struct point {
    double x, y, z;
};
typedef int number;
static struct {
    int key;
    const char *name;
} table[] = {{1, "one"}, {2, "two"}};
enum { SIZE = 2 };

static void forget(void *place)
{
    note("forget:%d", *(int *)place);
}

static async int structs(int n)
{
    struct point {
        int x, y;
    };
    struct point p = {n, await later(2)};
    p.x += await later(p.y);
    struct point *at = &p;
    CHECK(sizeof p == 2 * sizeof(int));
    at->y = await later(40);
    {
        union point {
            int *other;
            int number;
        } u = {.other = &p.y};
        await later(0);
        CHECK(*u.other == 40);
    }
    struct point list[SIZE] = {p, {await later(1), 2}};
    await later(0);
    return p.x + p.y + list[0].x + list[1].y;
}

// A declaration and its object in one; tags without names; typedefs of them.
static async int without_names(void)
{
    struct {
        int a;
        struct {
            int b, c;
        };
        union {
            char first;
            struct {
                unsigned low : 3;
                signed high : 5;
            } bits;
        } part;
    } s = {1, {2, 3}, {.bits = {5, -2}}};
    typedef struct {
        int n;
    } wrapped;
    typedef enum { RED, GREEN = 7, BLUE } color;
    wrapped w = {await later(4)};
    color c = GREEN;
    color *pc = &c;
    await later(0);
    c++;
    await later(0);
    switch (*pc) {
    case RED:
    case GREEN:
        return -1;
    case BLUE:
        break;
    }
    CHECK(sizeof(c) == sizeof(color) && BLUE == 8);
    return s.a + s.b + s.c + w.n + (int)s.part.bits.low + s.part.bits.high + (int)c;
}

// What the definition mentions need not be known at file scope.
static async int mentions(void)
{
    enum { COUNT = 3, BIG = -5 };
    typedef long long number;
    int seven = 7;
    struct inner {
        number values[COUNT];
        __typeof__(seven) copy;
        enum kind { SMALL = BIG, LARGE } kind;
        int width : COUNT + 1;
    };
    struct outer {
        struct inner in;
        struct outer *self;
        struct inner *other;
        int (*call)(struct outer *, int);
        char tail[sizeof(struct inner)];
    } o = {.in = {.values = {1, 2, 3}, .copy = seven, .kind = SMALL, .width = -3}, .self = &o};
    o.other = &o.self->in;
    await later(1);
    CHECK(sizeof o.tail == sizeof(struct inner) && o.self == &o && o.other->kind == SMALL && SMALL == -5);
    o.in.kind = LARGE;
    await later(1);
    CHECK(o.other->kind == LARGE && LARGE == -4);
    return (int)o.in.values[2] + o.other->copy + o.in.width;
}

// Two that point to each other, one declared before it is complete.
static async int mutual(void)
{
    struct b;
    struct a {
        struct b *b;
        int n;
    };
    struct b {
        struct a a;
        struct a *other;
    };
    struct a one = {NULL, 1};
    struct b two = {{NULL, 2}, &one};
    one.b = &two;
    await later(0);
    return one.b->a.n * 10 + two.other->n;
}

// Inner blocks give other types the same name; the tag that a later block leaves alone is the outer one.
static async int shadowed(void)
{
    struct point {
        int x;
    } a = {1};
    await later(0);
    for (int i = 0; i < 2; i++) {
        struct point {
            char text[4];
        } b = {"abc"};
        await later(0);
        CHECK(sizeof(struct point) == 4 && b.text[2] == 'c');
        {
            enum point { X = 1, Y } c = Y;
            await later(0);
            a.x += (int)c;
        }
        enum { X = 5, Y };
        a.x += X;
    }
    return a.x;
}

static async int unmoved(void)
{
    struct point {
        int x;
    } p = {1};
    int x = p.x;
    x += await later(1);
    struct other {
        int y;
    } q = {x};
    return q.y;
}

// Attributes, packing, alignment.
static async int layouts(void)
{
    struct packed {
        char c;
        int n;
    } __attribute__((packed)) a = {1, 2};
    struct __attribute__((aligned(64))) wide {
        char c;
    } b = {3};
#pragma pack(push, 2)
    struct pair {
        char c;
        long n;
    } c = {4, 5};
#pragma pack(pop)
    typedef int far __attribute__((aligned(32)));
    struct member {
        char c;
        far n;
        alignas(16) char d;
    } d = {6, 7, 8};
    far e = 9, *pe = &e;
    CHECK(sizeof a == 5 && sizeof c == 2 + sizeof(long));
    await later(0);
    CHECK((uintptr_t)&b % 64 == 0 && (uintptr_t)&d.n % 32 == 0 && offsetof(struct member, n) == 32);
    CHECK(offsetof(struct member, d) == 48 && (uintptr_t)pe % 32 == 0);
    await later(0);
    return a.c + a.n + b.c + c.c + (int)c.n + d.c + d.n + d.d + *pe;
}

// In casts, compound literals, sizeof, `for`, and constants.
static async int everywhere(void)
{
    int sum = 0;
    for (struct counter { int i, end; } c = {0, 3}; c.i < c.end; c.i++)
        sum += await later(c.i);
    struct key {
        int n;
    };
    const struct key *k = &(struct key){await later(5)};
    const struct key fixed = {6};
    struct key results[2];
    await later(0);
    await_all(results[0].n = later(1), results[1].n = later(2));
    static struct key kept = {1};
    kept.n++;
    struct key other = await later(1) ? *k : fixed;
    return sum + k->n + fixed.n + results[1].n + kept.n + other.n + (int)sizeof(struct key);
}

static async int file_scope(int i)
{
    __typeof__(table[0]) row = table[i];
    __typeof__(&table[0]) at = &table[i];
    await later(0);
    CHECK(row.name == at->name);
    return row.key;
}

static async int guarded(void)
{
    struct held {
        int n;
    };
    __attribute__((cleanup(forget))) struct held h = {await later(3)};
    await later(0);
    h.n++;
    return h.n;
}

static async number typedefs(number n)
{
    typedef struct point point, *point_at;
    point p = {n, 0, 0};
    point_at at = &p;
    typedef point points[2];
    points list = {p, {2, 2, 2}};
    await later(0);
    at->y = await later(2);
    return (number)(p.x + p.y + list[1].z);
}

#define PAIR(type, name, ...)                                                                                          \
    struct name {                                                                                                      \
        type first, second;                                                                                            \
    } name = __VA_ARGS__

static async int out_of_macros(void)
{
    PAIR(int, numbers, {1, 2});
    typedef const char *text;
    PAIR(text, words, {"a", "b"});
    await later(0);
    CHECK(*words.second == 'b');
    struct numbers more = {await later(3), numbers.second};
    await later(0);
    return more.first + more.second;
}

int main(void)
{
    CHECK(block_on(structs(1)) == 3 + 40 + 3 + 2);
    CHECK(block_on(without_names()) == 6 + 4 + 5 - 2 + 8);
    CHECK(block_on(mentions()) == 3 + 7 - 3);
    CHECK(block_on(mutual()) == 21);
    CHECK(block_on(shadowed()) == 1 + 2 * 7);
    CHECK(block_on(unmoved()) == 2);
    CHECK(block_on(layouts()) == 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9);
    CHECK(block_on(everywhere()) == 3 + 5 + 6 + 2 + 2 + 5 + (int)sizeof(int));
    CHECK(block_on(file_scope(1)) == 2);
    CHECK(block_on(guarded()) == 4);
    CHECK_LOG("forget:4");
    CHECK(block_on(typedefs(1)) == 5);
    CHECK(block_on(out_of_macros()) == 5);
    return 0;
}
