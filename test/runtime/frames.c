// RUN: %cc_runtime -Wl,--wrap=malloc -Wl,--wrap=aligned_alloc %s -o %t && %t
// RUN: %cc_asan -DNO_COUNT %s -o %t.asan && %t.asan
// EXTRA: -DNO_COUNT
// Frames of callees: reused without malloc, aligned, of all sizes, nested 10,000 deep; also in boxes and by hand.
#include "check.h"

/* How often the library has called malloc; 0 where that can not be seen. */
static int mallocs;

#ifndef NO_COUNT
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    mallocs++;
    return __real_malloc(size);
}
void *__real_aligned_alloc(size_t align, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size)
{
    mallocs++;
    return __real_aligned_alloc(align, size);
}
#endif

/* async int sum(int n): n ? n + await sum(n - 1) : (await lg_yield_now(), 0), as a recursive function is lowered. */
struct sum {
    enum { SUM_START, SUM_CHILD, SUM_YIELD, SUM_DONE } state;
    int n;
    union {
        struct sum *child;
        struct lg_yield yield;
    };
};

static lg_poll sum_poll(void *future, lg_context *cx, void *out);
static void sum_drop(void *future);
static const lg_future_type sum_type = {
    sizeof(struct sum), _Alignof(struct sum), sizeof(int), "sum", NULL, sum_poll, sum_drop, NULL, NULL, 0, NULL};
static int sums_dropped;

static void sum_init(struct sum *self, int n)
{
    self->state = SUM_START;
    self->n = n;
}

static lg_poll sum_poll(void *future, lg_context *cx, void *out)
{
    struct sum *self = future;
    int rest = 0;
    switch (self->state) {
    case SUM_START:
        if (self->n == 0) {
            lg_yield_init(&self->yield);
            self->state = SUM_YIELD;
            goto yield;
        }
        self->child = lg_frame_new(cx, &sum_type);
        sum_init(self->child, self->n - 1);
        self->state = SUM_CHILD;
        goto child;
    case SUM_CHILD:
    child:
        if (sum_poll(self->child, cx, &rest) == LG_PENDING)
            return LG_PENDING;
        lg_frame_free(self->child);
        break;
    case SUM_YIELD:
    yield:
        if (lg_yield_poll(&self->yield, cx) == LG_PENDING)
            return LG_PENDING;
        break;
    default:
        lg_polled_after_completion("sum");
    }
    self->state = SUM_DONE;
    *(int *)out = self->n + rest;
    return LG_READY;
}

static void sum_drop(void *future)
{
    struct sum *self = future;
    if (self->state == SUM_CHILD)
        lg_frame_drop(&sum_type, self->child);
    self->state = SUM_DONE;
    sums_dropped++;
}

static void test_deep(void)
{
    struct sum sum;
    int result;
    sum_init(&sum, 10000);
    lg_block_on_future(&sum_type, &sum, &result);
    CHECK_INT(result, 10000 * 10001 / 2);
}

/* The second time, and in the next task, nothing is allocated. */
static lg_poll steady(struct co *co, lg_context *cx)
{
    static struct sum sum;
    static lg_task *task;
    static int before;
    int error, result;
    CO_BEGIN;
    for (co->i = 0; co->i < 5; co->i++) {
        before = mallocs;
        sum_init(&sum, 300);
        CO_AWAIT(NO_LEAF, (void)0, sum_poll(&sum, cx, &result));
        CHECK_INT(result, 300 * 301 / 2);
        CHECK(co->i == 0 || mallocs == before);
    }
    for (co->i = 0; co->i < 5; co->i++) {
        before = mallocs;
        void *future;
        task = lg_task_new(NULL, &sum_type, &future);
        sum_init(future, 300);
        lg_task_start(task);
        CO_JOIN(task, &co->j, &error);
        CHECK_INT(error, 0);
        CHECK_INT(co->j, 300 * 301 / 2);
        CHECK(co->i == 0 || mallocs == before);
    }
    CO_END;
}

/* All sizes and alignments, used at the same time, then freed in another order, twice. */
static void test_sizes(lg_context *cx)
{
    enum { COUNT = 60 };
    static unsigned char *frames[COUNT];
    static lg_future_type types[COUNT];
    for (int round = 0; round < 2; round++) {
        int before = mallocs;
        for (int i = 0; i < COUNT; i++) {
            types[i] = (lg_future_type){.size = ((size_t)1 << i / 3) + (size_t)(i % 3), .align = (size_t)1 << i % 9};
            frames[i] = lg_frame_new(cx, &types[i]);
            CHECK_INT((uintptr_t)frames[i] % types[i].align, 0);
            memset(frames[i], i, types[i].size);
        }
        for (int i = 0; i < COUNT; i++) {
            int at = (i * 37) % COUNT;
            CHECK_INT(frames[at][0], at);
            CHECK_INT(frames[at][types[at].size - 1], at);
            lg_frame_free(frames[at]);
        }
        CHECK(round == 0 || !lg_runtime_current() || mallocs == before);
    }
}

static lg_poll sizes(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    test_sizes(cx);
    CO_END;
}

static void test_by_hand(void)
{
    lg_waker noop = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &noop);
    test_sizes(&cx);
    struct sum sum;
    int result;
    sum_init(&sum, 50);
    CHECK_INT(sum_poll(&sum, &cx, &result), LG_PENDING);
    sum_drop(&sum); /* frees the frames of all */
    CHECK_INT(sums_dropped, 51);
    sum_init(&sum, 50);
    CHECK_INT(sum_poll(&sum, &cx, &result), LG_PENDING);
    CHECK_INT(sum_poll(&sum, &cx, &result), LG_READY);
    CHECK_INT(result, 50 * 51 / 2);
}

/* A box is polled in one runtime, and dropped after it: its frames are its own. */
static lg_poll poll_box(struct co *co, lg_context *cx)
{
    CHECK_INT(lg_future_poll(co->data, cx, NULL), LG_PENDING);
    co->state = -1;
    return LG_READY;
}

static void test_box(void)
{
    void *future;
    lg_future *box = lg_future_new(&sum_type, &future);
    sum_init(future, 100);
    co_block_on(poll_box, box);
    sums_dropped = 0;
    lg_future_drop(box);
    CHECK_INT(sums_dropped, 101);
}

int main(void)
{
    test_deep();
    co_block_on(steady, NULL);
    co_block_on(sizes, NULL);
    test_by_hand();
    test_box();
#ifndef NO_COUNT
    CHECK(mallocs > 0);
#endif
    return 0;
}
