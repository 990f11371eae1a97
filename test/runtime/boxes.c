// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// Boxed futures: polled by hand, awaited, cancelled, thrown away.
#include "check.h"

static lg_poll two_polls(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    CO_YIELD();
    co->result = 11;
    CO_END;
}

static void test_by_hand(void)
{
    struct counts counts = {0};
    lg_waker waker = counting(&counts);
    lg_context cx;
    lg_context_init(&cx, &waker);
    int result = 0;
    lg_future *box = co_box("box", two_polls, NULL);
    CHECK(lg_future_type_of(box) == &co_type);
    CHECK_INT(lg_future_poll(box, &cx, &result), LG_PENDING);
    CHECK_INT(counts.wakes, 1); /* the caller's waker */
    CHECK_INT(lg_future_poll(box, &cx, &result), LG_READY);
    CHECK_INT(result, 11);
    lg_future_drop(box); /* finished: nothing is dropped */
    CHECK_LOG("");

    box = co_box("thrown away", two_polls, NULL);
    CHECK_INT(lg_future_poll(box, &cx, NULL), LG_PENDING);
    CHECK_INT(lg_future_poll(box, &cx, NULL), LG_READY);
    lg_future_drop(box);
    lg_future_drop(co_box("never polled", two_polls, NULL));
    CHECK_LOG("");
    box = co_box("cancelled", two_polls, NULL);
    CHECK_INT(lg_future_poll(box, &cx, NULL), LG_PENDING);
    lg_future_drop(box);
    CHECK_LOG("drop:cancelled");
    lg_future_drop(NULL);
    CHECK_BALANCED(counts);
}

static lg_poll await_box(struct co *co, lg_context *cx)
{
    int *result = &co->result;
    CO_BEGIN;
    CO_BOXED(co->data, result);
    CO_END;
}

static lg_poll drop_awaiting(struct co *co, lg_context *cx)
{
    lg_future *box = co->data;
    static struct lg_boxed boxed;
    CO_BEGIN;
    lg_boxed_init(&boxed, box, NULL);
    CHECK_INT(lg_boxed_poll(&boxed, cx), LG_PENDING);
    lg_boxed_drop(&boxed); /* the box stays at its yield point */
    CHECK_LOG("");
    CO_BOXED(co->data, &co->result);
    CO_END;
}

int main(void)
{
    test_by_hand();
    lg_future *box = co_box("box", two_polls, NULL);
    CHECK_INT(co_block_on(await_box, box), 11);
    lg_future_drop(box);
    box = co_box("box", two_polls, NULL);
    CHECK_INT(co_block_on(drop_awaiting, box), 11);
    lg_future_drop(box);
    CHECK_LOG("");
    return 0;
}
