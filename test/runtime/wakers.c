// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// Contexts by hand, wakers of tasks on their own thread: how often a task is polled, and wakers that outlive
// everything.
#include "check.h"

static void test_by_hand(void)
{
    struct counts counts = {0};
    lg_waker waker = counting(&counts);
    lg_context cx;
    lg_context_init(&cx, &waker);
    CHECK(lg_context_waker(&cx) == &waker);
    lg_waker clone = lg_waker_clone(&waker);
    CHECK(lg_waker_will_wake(&waker, &clone));
    lg_waker_wake_by_ref(&clone);
    lg_waker_wake(clone);
    CHECK_INT(counts.wakes, 2);
    lg_waker_drop(lg_waker_clone(&waker));
    CHECK_INT(counts.wakes, 2);
    CHECK_BALANCED(counts);

    lg_waker noop = lg_waker_noop(), another = lg_waker_clone(&noop);
    CHECK(lg_waker_will_wake(&noop, &another));
    CHECK(!lg_waker_will_wake(&noop, &waker));
    lg_waker_wake(noop);
    lg_waker_drop(another);
    lg_waker_wake_by_ref(lg_context_waker(lg_context_noop()));

    struct lg_yield yield;
    lg_yield_init(&yield);
    CHECK_INT(lg_yield_poll(&yield, &cx), LG_PENDING);
    CHECK_INT(counts.wakes, 3);
    CHECK_INT(lg_yield_poll(&yield, &cx), LG_READY);
}

/* Keeps two wakers of itself, pending until `i` is set. */
struct kept {
    lg_waker wakers[2];
    struct co *co;
};

static lg_poll keeper(struct co *co, lg_context *cx)
{
    struct kept *kept = co->data;
    co->state = 1;
    if (co->polls == 1) {
        kept->co = co;
        kept->wakers[0] = lg_waker_clone(cx->waker);
        kept->wakers[1] = lg_waker_clone(&kept->wakers[0]);
        CHECK(lg_waker_will_wake(&kept->wakers[1], cx->waker));
        return LG_PENDING;
    }
    note("poll%d", co->polls);
    if (co->polls == 2)
        for (int i = 0; i < 3; i++)
            lg_waker_wake_by_ref(cx->waker); /* while it runs: once more */
    if (co->polls < 5)
        return LG_PENDING;
    co->state = -1;
    return LG_READY;
}

static lg_poll wake_often(struct co *co, lg_context *cx)
{
    struct kept *kept = co->data;
    CO_BEGIN;
    lg_detach(co_spawn("k", keeper, kept));
    CO_YIELD();
    CO_YIELD();
    CHECK_LOG(""); /* nobody wakes, nobody polls */
    lg_waker_wake_by_ref(&kept->wakers[0]);
    lg_waker_wake_by_ref(&kept->wakers[1]);
    CO_YIELD();
    CHECK_LOG("poll2"); /* two wakes before one poll */
    CO_YIELD();
    CHECK_LOG("poll3"); /* three while it ran */
    CO_YIELD();
    CHECK_LOG("");
    lg_waker_wake_by_ref(&kept->wakers[1]);
    CO_YIELD();
    CHECK_LOG("poll4");
    lg_waker_wake_by_ref(&kept->wakers[1]);
    CO_YIELD();
    CHECK_LOG("poll5");
    lg_waker_wake_by_ref(&kept->wakers[0]); /* it has ended */
    lg_waker_wake(kept->wakers[0]);
    CO_YIELD();
    CHECK_LOG("");
    CO_END;
}

static lg_poll keep_and_leave(struct co *co, lg_context *cx)
{
    struct kept *kept = co->data;
    CO_BEGIN;
    lg_detach(co_spawn("k", keeper, kept));
    CO_YIELD();
    /* block_on's own waker may be kept too */
    lg_waker_drop(kept[1].wakers[0] = lg_waker_clone(cx->waker));
    kept[1].wakers[0] = lg_waker_clone(cx->waker);
    CO_END;
}

static void test_after_everything(void)
{
    struct kept kept[2];
    co_block_on(wake_often, kept);
    lg_waker_wake_by_ref(&kept->wakers[1]); /* the runtime is gone */
    lg_waker clone = lg_waker_clone(&kept->wakers[1]);
    lg_waker_wake(kept->wakers[1]);
    lg_waker_drop(clone);

    co_block_on(keep_and_leave, kept);
    CHECK_LOG("drop:k");
    lg_waker_wake(kept[0].wakers[0]);
    lg_waker_drop(kept[0].wakers[1]);
    lg_waker_wake(kept[1].wakers[0]);
    CHECK_LOG("");
}

/* Inside another runtime the waker of a task of the outer one goes the long way, and arrives. */
static lg_poll wake_given(struct co *co, lg_context *cx)
{
    (void)cx;
    lg_waker_wake(lg_waker_clone(co->data));
    lg_waker_wake_by_ref(co->data);
    co->state = -1;
    return LG_READY;
}

static lg_poll across(struct co *co, lg_context *cx)
{
    struct kept *kept = co->data;
    CO_BEGIN;
    lg_detach(co_spawn("k", keeper, kept));
    CO_YIELD();
    co_block_on(wake_given, &kept->wakers[0]);
    CHECK_LOG("");
    CO_YIELD(); /* this one is queued before what comes from elsewhere */
    CO_YIELD();
    CO_YIELD();
    CHECK_LOG("poll2 poll3"); /* two wakes, one poll; that one wakes itself */
    lg_waker_drop(kept->wakers[0]);
    lg_waker_drop(kept->wakers[1]);
    CO_END;
}

int main(void)
{
    test_by_hand();
    test_after_everything();
    struct kept kept;
    co_block_on(across, &kept);
    CHECK_LOG("drop:k");
    return 0;
}
