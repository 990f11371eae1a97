// RUN: %every_way %t %s
// Programs as people write them: a growing buffer with error paths by goto, a parser with a state.
#include "check.h"
LOG;

enum err { OK, EIO_, EMEM };
struct buf {
    char *p;
    size_t n, cap;
};
static async enum err grow(struct buf *b, size_t want)
{
    await lg_yield_now();
    if (want <= b->cap)
        return OK;
    size_t cap = b->cap ? b->cap : 16;
    while (cap < want)
        cap *= 2;
    char *p = realloc(b->p, cap);
    if (!p)
        return EMEM;
    b->p = p;
    b->cap = cap;
    return OK;
}
static async enum err put(struct buf *b, const char *s, size_t n)
{
    enum err e = await grow(b, b->n + n + 1);
    if (e != OK)
        return e;
    memcpy(b->p + b->n, s, n);
    b->n += n;
    b->p[b->n] = 0;
    return OK;
}
#define TRY(x)                                                                                                         \
    do {                                                                                                               \
        if ((e = (x)) != OK)                                                                                           \
            goto fail;                                                                                                 \
    } while (0)
async enum err build(struct buf *b, const char *const *words)
{
    enum err e;
    size_t i = 0;
    for (const char *const *w = words; *w; w++, i++) {
        if (i)
            TRY(await put(b, ", ", 2));
        TRY(await put(b, *w, strlen(*w)));
    }
    TRY(await put(b, ".", 1));
    return OK;
fail:
    free(b->p);
    *b = (struct buf){0};
    return e;
}
enum stage { START, NUM, END };

async int parse(const char *s, long *out)
{
    enum stage st = START;
    long v = 0;
    int neg = 0;
    for (;; s++) {
        await lg_yield_now();
        switch (st) {
        case START:
            if (*s == ' ')
                continue;
            if (*s == '-') {
                neg = !neg;
                continue;
            }
            st = NUM; /* fallthrough */
        case NUM:
            if (*s >= '0' && *s <= '9') {
                v = v * 10 + (*s - '0');
                break;
            }
            st = END;
            __attribute__((fallthrough));
        case END:
            if (*s)
                return -1;
            *out = neg ? -v : v;
            return 0;
        }
    }
}
int main(void)
{
    struct buf b = {0};
    const char *w[] = {"one", "two", "three", 0};
    int r = block_on(build(&b, w));
    r |= strcmp(b.p, "one, two, three.");
    free(b.p);
    long v;
    r |= block_on(parse("  -42", &v));
    r |= v != -42;
    r |= block_on(parse("4x", &v)) != -1;
    CHECK(r == 0);
}
