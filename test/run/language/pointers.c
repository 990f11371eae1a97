// RUN: %every_way %t %s
// Pointers to async functions: wherever they are declared and kept, whatever way they are called.
#include "check.h"
#include <errno.h>
LOG;

struct dev {
    int fd;
};
struct big {
    long parts[6];
    const char *name;
};
typedef async int (*op)(int);
typedef async int handler(int);
typedef op op_again;
struct ops {
    async int (*read)(struct dev *, void *, size_t);
    op plain;
    async void (*close)(struct dev *);
    async struct big (*grow)(struct big, char, double);
    union {
        op alternatives[2];
        struct {
            op_again first, second;
        };
    };
};

static async int file_read(struct dev *d, void *b, size_t n)
{
    (void)b;
    return await later(d->fd) + (int)n;
}
async void file_close(struct dev *d)
{
    await lg_yield_now();
    d->fd = -1;
}
static async struct big grow(struct big from, char c, double factor)
{
    from.parts[5] = await later(c);
    from.parts[0] = (long)((double)from.parts[0] * factor);
    return from;
}

handler twice;
static handler once; // a prototype by the typedef
static async int once(int x)
{
    return await later(x);
}
async int twice(int x)
{
    return await once(x) * 2;
}

static const struct ops file_ops = {file_read, .close = &file_close, .grow = grow, .alternatives = {once, twice}};
static const op table[] = {[2] = twice, [0] = once, [3] = NULL, [1] = later};
static op matrix[2][2] = {{once, twice}, {twice}}, *const place = &matrix[0][1];
static handler *chosen;
static __typeof__(&once) inferred = once;

async int members(void)
{
    struct dev d = {3};
    const struct ops *ops = &file_ops;
    int r = await ops->read(&d, NULL, 4);
    await (*ops->close)(&d);
    CHECK(r == 7 && d.fd == -1 && !ops->plain);
    struct ops copy = *ops;
    copy.plain = copy.second;
    CHECK(await copy.plain(5) == 10 && await (**copy.first)(6) == 6 && await copy.alternatives[1](7) == 14);
    struct big b = await ops->grow((struct big){{2}, "big"}, 'x', 1.5);
    CHECK(b.parts[0] == 3 && b.parts[5] == 'x' && strcmp(b.name, "big") == 0);
    CHECK((await copy.grow(b, 'y', 2)).parts[5] == 'y');
    return 1;
}

async int arrays(void)
{
    int sum = 0;
    for (int i = 0; table[i]; i++)
        sum = sum * 100 + await table[i](i + 1);
    CHECK(sum == 10206);
    CHECK(await matrix[0][1](4) == 8 && await (*place)(5) == 10 && await place[-1](6) == 6 && !matrix[1][1]);
    op local[] = {twice, once}, *walk = local;
    CHECK(await (*walk++)(1) == 2 && await (*walk)(1) == 1 && walk == local + 1);
    return 1;
}

static async int after_three(int x)
{
    return await after(3, x);
}
static async int at_once(int x)
{
    return x;
}

static op choose(int c)
{
    static const op known[] = {once, twice};
    return c < 2 ? known[c] : c == 2 ? &later : NULL;
}
static async op choose_later(int c)
{
    return choose(await later(c));
}

async int apply(async int (*f)(int), handler *g, handler h, int x)
{
    return await (*f)(x) * 10000 + await g(x) * 100 + await (x > 2 ? f : h)(x);
}

async int expressions(void)
{
    CHECK(await apply(once, twice, later, 1) == 10201 && await apply(twice, once, twice, 3) == 60306);
    CHECK(await choose(1)(7) == 14 && await (await choose_later(1))(await choose(2)(2)) == 4);
    CHECK(await (noted(1), twice)(8) == 16);
    CHECK(await ((op)(void *)0 ?: twice)(9) == 18);
    CHECK(await (chosen = later)(10) == 10 && chosen == later && chosen != once);
    CHECK(await inferred(11) == 11 && inferred == choose(0));
    __typeof__(chosen) same = twice;
    __auto_type also = same;
    CHECK(await same(1) + await also(2) == 6);
    CHECK(await ({ op nested = choose(await later(1)); nested; })(12) == 24);
    CHECK(await ((struct ops){.plain = twice}).plain(13) == 26);
    CHECK_LOG("1");
    op null = NULL, other = once;
    CHECK(!null && other && null != other && (null ? 0 : 1) && choose(0) == other && &once == other && *once == other);
    return await twice(await other(20));
}

static op changed = once;
static async int change(int x)
{
    changed = twice;
    return await later(x);
}

/* Every way to wait. The pointers change while their futures live; the futures do not. */
async int waiting(void)
{
    int a = 0, b = 0, list[2] = {0}, i = 0;
    op p = once;
    struct dev d = {1};
    await_all(a = p(1), b = table[2](await change(2)), file_ops.close(&d), list[i++] = changed(3), later(0));
    CHECK(a == 1 && b == 4 && d.fd == -1 && list[0] == 6 && i == 1);
    changed = once;
    await_all(a = changed(7), b = later(await change(8)));
    CHECK(a == 7 && b == 8);

    CHECK(await_any(a = twice(4), b = p(5)) == 0 && a == 8); // both pending; the first is asked first
    CHECK_LOG("drop:5");
    op slow = after_three;
    CHECK(await_any(slow(1), b = p(6), slow(2)) == 1 && b == 6);
    CHECK_LOG("drop:2 drop:1");
    op ready = at_once; // and what comes after it is not even polled
    CHECK(await_any(slow(1), a = ready(9), slow(2), ready(3), table[1](4)) == 1 && a == 9);
    CHECK_LOG("drop:1");

    CHECK(await_timeout(1000, a = p(10)) == 0 && a == 10);
    async void (*sleep)(uint64_t) = lg_sleep_ms;
    CHECK(await_timeout(1, sleep(1000)) == ETIMEDOUT);

    lg_task *task = spawn(p(11)), *nothing = spawn(file_ops.close(&d));
    CHECK(await lg_join(task, &a) == 0 && a == 11 && await lg_join(nothing, NULL) == 0);
    lg_future *boxed = future(choose(1)(12));
    await lg_future_await(boxed, &a);
    lg_future_drop(boxed);
    CHECK(a == 24);
    return await p(1);
}

/* A function that calls itself through a pointer, and another that is known by nothing else. */
struct step {
    async int (*next)(const struct step *, int);
};
static async int count(const struct step *step, int n)
{
    return n ? await step->next(step, n - 1) + 1 : await later(0);
}

static void dropped(void)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    const struct step step = {count};
    lg_future *f = future(step.next(&step, 20));
    CHECK(lg_future_poll(f, &cx, NULL) == LG_PENDING);
    lg_future_drop(f);
    CHECK_LOG("drop:0");
    lg_future_drop(future(table[0](1)));
    CHECK_LOG("");
}

int main(void)
{
    const struct step step = {count};
    op p = table[2];
    CHECK(block_on(members()) && block_on(arrays()) && block_on(expressions()) == 40 && block_on(waiting()) == 1);
    CHECK(block_on(p(4)) == 8 && block_on(choose(0)(3)) == 3 && block_on((p ? once : later)(1)) == 1);
    CHECK(block_on(step.next(&step, 100)) == 100);
    block_on(file_ops.close(&(struct dev){0}));
    lg_runtime *rt = lg_runtime_new(NULL);
    lg_task *task = spawn_in(rt, p(5));
    CHECK(block_on_in(rt, table[1](6)) == 6);
    lg_detach(task);
    lg_runtime_drop(rt);
    dropped();
}
