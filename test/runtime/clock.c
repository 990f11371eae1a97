// RUN: %cc_runtime %s -o %t && %t
// RUN: env LIFEGUARD_CLOCK=paused %t env
// RUN: %cc_asan %s -o %t.asan && %t.asan
// RUN: %cc_tsan %s -o %t.tsan && %t.tsan
// Sleeping on a paused clock: order, equal deadlines, dropping, and times that are exact. The process's clock is paused
// at the end only, so that both kinds are seen.
#include "check.h"
#include <time.h>

static const lg_runtime_options paused = {.paused_clock = true};

static lg_poll sleeper(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    CO_SLEEP((uint64_t)*(int *)co->data);
    note("%s@%d", co->name, (int)lg_now_ms());
    CO_END;
}

/* Woken by deadline, and in the order in which they began to wait where that is the same. */
static lg_poll in_order(struct co *co, lg_context *cx)
{
    static int ms[] = {30, 10, 20, 10, 0, 30, 10};
    static const char *names[] = {"a", "b", "c", "d", "e", "f", "g"};
    CO_BEGIN;
    CHECK(lg_clock_is_paused());
    CHECK_INT(lg_now(), 0);
    for (int i = 0; i < 7; i++)
        lg_detach(co_spawn(names[i], sleeper, &ms[i]));
    CO_SLEEP(20);
    note("main@%d", (int)lg_now_ms());
    CO_SLEEP(20);
    note("main@%d", (int)lg_now_ms());
    CO_END;
}

/* Many timers in a mixed order, a third of them dropped before they are due. */
enum { MANY = 1000 };

static lg_poll many(struct co *co, lg_context *cx)
{
    static lg_task *tasks[MANY];
    static int ms[MANY];
    static int last;
    int error;
    CO_BEGIN;
    for (int i = 0; i < MANY; i++) {
        ms[i] = (i * 7919) % 1009 + 1;
        if (i % 3 && ms[i] > last)
            last = ms[i];
        tasks[i] = co_spawn("s", sleeper, &ms[i]);
    }
    CO_YIELD();
    for (int i = 0; i < MANY; i += 3)
        lg_abort(tasks[i]);
    for (co->i = 0; co->i < MANY; co->i++) {
        CO_JOIN(tasks[co->i], NULL, &error);
        CHECK_INT(error, co->i % 3 ? 0 : ECANCELED);
        log_text[0] = '\0';
    }
    CHECK_INT(lg_now_ms(), last); /* the latest that was left */
    CO_END;
}

/* Busy hands move the clock, and what is due then runs next. */
static lg_poll busy(struct co *co, lg_context *cx)
{
    static int ten = 10, sixty = 60;
    CO_BEGIN;
    lg_detach(co_spawn("ten", sleeper, &ten));
    lg_detach(co_spawn("sixty", sleeper, &sixty));
    CO_YIELD();
    lg_clock_advance_ms(50);
    CHECK_INT(lg_now_ms(), 50);
    CHECK_LOG("");
    CO_YIELD();
    CHECK_LOG("");
    CO_YIELD();
    CHECK_LOG("ten@50");
    CO_SLEEP(10);
    CHECK_LOG("sixty@60");
    /* A poll for another reason sees that the time has come. */
    struct lg_sleep sleep;
    lg_sleep_init(&sleep, 5);
    struct counts counts = {0};
    lg_waker waker = counting(&counts);
    lg_context counted = *cx;
    counted.waker = &waker;
    CHECK_INT(lg_sleep_poll(&sleep, cx), LG_PENDING);
    CHECK_INT(lg_sleep_poll(&sleep, &counted), LG_PENDING); /* takes the place of the task's */
    lg_clock_advance_ms(5);
    CHECK_INT(lg_sleep_poll(&sleep, &counted), LG_READY);
    CHECK_INT(counts.wakes, 0);
    CHECK_BALANCED(counts);
    /* Never begun, and dropped. */
    lg_sleep_init(&sleep, 5);
    lg_sleep_drop(&sleep);
    lg_sleep_until_init(&sleep, lg_now());
    CHECK_INT(lg_sleep_poll(&sleep, cx), LG_READY);
    /* Dropped while it waits: the clock does not stop there. */
    lg_sleep_init(&sleep, 5);
    CHECK_INT(lg_sleep_poll(&sleep, cx), LG_PENDING);
    lg_sleep_drop(&sleep);
    CO_SLEEP(100);
    CHECK_INT(lg_now_ms(), 165);
    CO_END;
}

static lg_poll day(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    CO_SLEEP(24 * 1000);
    CHECK_INT(lg_now(), 24 * 1000 * LG_NS_PER_MS);
    CO_END;
}

static lg_poll ticks(struct co *co, lg_context *cx)
{
    static lg_interval interval;
    static struct lg_ticking ticking;
    lg_instant due;
    CO_BEGIN;
    lg_clock_advance_ms(3);
    interval = lg_interval_ms(10);
    for (co->i = 0; co->i < 6; co->i++) {
        lg_ticking_init(&ticking, &interval);
        if (co->i == 2) { /* a cancelled tick is not lost */
            CHECK_INT(lg_ticking_poll(&ticking, cx, &due), LG_PENDING);
            lg_ticking_drop(&ticking);
            lg_ticking_init(&ticking, &interval);
        }
        CO_AWAIT(NO_LEAF, (void)0, lg_ticking_poll(&ticking, cx, &due));
        note("%d@%d", (int)(due / LG_NS_PER_MS), (int)lg_now_ms());
        if (co->i == 2)
            lg_clock_advance_ms(25); /* two ticks are missed */
    }
    CO_END;
}

/* What becomes of missed ticks: asked at 38 after the tick of 10. */
static lg_poll missed_ticks(struct co *co, lg_context *cx)
{
    static lg_interval interval;
    static struct lg_ticking ticking;
    lg_instant due;
    CO_BEGIN;
    for (co->j = LG_MISSED_BURST; co->j <= LG_MISSED_SKIP; co->j++) {
        interval = lg_interval_from(lg_now() + 10 * LG_NS_PER_MS, 10);
        interval.missed = (lg_missed_ticks)co->j;
        for (co->i = 0; co->i < 5; co->i++) {
            lg_ticking_init(&ticking, &interval);
            CO_AWAIT(NO_LEAF, (void)0, lg_ticking_poll(&ticking, cx, &due));
            note("%d@%d", (int)(due / LG_NS_PER_MS) - 1000 * co->j, (int)lg_now_ms() - 1000 * co->j);
            if (co->i == 0)
                lg_clock_advance_ms(28);
        }
        note("/");
        CO_AWAIT(SLEEP, lg_sleep_until_init(&co->leaf.sleep, (lg_instant)(co->j + 1) * 1000 * LG_NS_PER_MS),
                 lg_sleep_poll(&co->leaf.sleep, cx));
    }
    CO_END;
}

static lg_poll deadlines(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    CHECK_INT(lg_deadline_ms(5), 5 * LG_NS_PER_MS);
    CHECK_INT(lg_deadline_left_ms(lg_deadline_ms(5)), 5);
    CHECK_INT(lg_deadline_left_ms(1), 1);
    CHECK_INT(lg_deadline_left_ms(0), 0);
    CO_SLEEP(7);
    CHECK_INT(lg_deadline_left_ms(5 * LG_NS_PER_MS), 0);
    CHECK(lg_deadline_ms(UINT64_MAX) == UINT64_MAX);
    CO_END;
}

/* A timer whose runtime goes before it is due waits on with the next one. */
static lg_poll begin_sleep(struct co *co, lg_context *cx)
{
    lg_future **box = co->data;
    static int ms = 40;
    CO_BEGIN;
    *box = co_box("boxed", sleeper, &ms);
    CHECK_INT(lg_future_poll(*box, cx, NULL), LG_PENDING);
    CO_SLEEP(10);
    CO_END;
}

static lg_poll finish_box(struct co *co, lg_context *cx)
{
    lg_future **box = co->data;
    CO_BEGIN;
    CO_BOXED(*box, NULL);
    CO_END;
}

static void test_orphans(void)
{
    lg_future *box, *dropped;
    for (int i = 0; i < 2; i++) {
        lg_runtime *runtime = lg_runtime_new(&paused);
        co_block_on_in(runtime, begin_sleep, i ? &dropped : &box);
        lg_runtime_drop(runtime);
    }
    lg_future_drop(dropped);
    CHECK_LOG("drop:boxed");
    lg_runtime *runtime = lg_runtime_new(&paused);
    co_block_on_in(runtime, finish_box, &box);
    CHECK_LOG("boxed@40");
    lg_runtime_drop(runtime);
    lg_future_drop(box);
}

static void in_paused_runtime(lg_poll (*body)(struct co *, lg_context *), const char *log)
{
    lg_runtime *runtime = lg_runtime_new(&paused);
    co_block_on_in(runtime, body, NULL);
    lg_runtime_drop(runtime);
    CHECK_LOG(log);
}

/* Several sleepers under one context made by hand: the process's thread wakes. */
/* A sleep that began under a runtime that stands now, polled under another: it is due as soon, by that one's clock. */
static void test_stands(void)
{
    const lg_runtime_options running = {0};
    for (int i = 0; i < 2; i++) {
        lg_future *box;
        lg_runtime *first = lg_runtime_new(&paused), *second = lg_runtime_new(i ? &running : &paused);
        co_block_on_in(first, begin_sleep, &box);
        co_block_on_in(second, finish_box, &box);
        if (i)
            log_text[0] = '\0'; /* a real clock's */
        else
            CHECK_LOG("boxed@30");
        lg_future_drop(box);
        lg_runtime_drop(first);
        lg_runtime_drop(second);
    }
}

static void test_by_hand(void)
{
    CHECK(!lg_clock_is_paused());
    struct counts counts = {0};
    lg_waker waker = counting(&counts);
    lg_context cx;
    lg_context_init(&cx, &waker);
    struct lg_sleep sleep[3];
    lg_instant begin = lg_now();
    for (int i = 0; i < 3; i++) {
        lg_sleep_init(&sleep[i], i == 2 ? 1000000 : 3 - (uint64_t)i);
        CHECK_INT(lg_sleep_poll(&sleep[i], &cx), LG_PENDING);
    }
    while (atomic_load(&counts.wakes) < 2)
        nanosleep(&(struct timespec){0, 100000}, NULL);
    CHECK(lg_now() - begin >= 3 * LG_NS_PER_MS);
    CHECK_INT(lg_sleep_poll(&sleep[0], &cx), LG_READY);
    CHECK_INT(lg_sleep_poll(&sleep[1], &cx), LG_READY);
    lg_sleep_drop(&sleep[2]);
    CHECK_INT(atomic_load(&counts.wakes), 2);
    CHECK_BALANCED(counts);

    /* Ready at once, without a timer. */
    lg_sleep_init(&sleep[0], 0);
    CHECK_INT(lg_sleep_poll(&sleep[0], &cx), LG_READY);
    /* For ever. */
    lg_sleep_init(&sleep[0], UINT64_MAX);
    CHECK_INT(lg_sleep_poll(&sleep[0], &cx), LG_PENDING);
    lg_sleep_drop(&sleep[0]);
    CHECK_BALANCED(counts);
}

/* On a real clock, with several timers and a task that never rests. */
static lg_poll real(struct co *co, lg_context *cx)
{
    static lg_instant begin;
    CO_BEGIN;
    begin = lg_now();
    CO_SLEEP(2);
    CHECK(lg_now() - begin >= 2 * LG_NS_PER_MS);
    lg_clock_advance_ms(1);
    CHECK(lg_now() - begin >= 3 * LG_NS_PER_MS);
    CO_END;
}

static lg_poll restless(struct co *co, lg_context *cx)
{
    CO_BEGIN;
    for (;;) {
        CO_YIELD();
    }
    CO_END;
}

static lg_poll with_restless(struct co *co, lg_context *cx)
{
    static lg_task *task;
    int error;
    CO_BEGIN;
    lg_detach(co_spawn("restless", restless, NULL));
    task = co_spawn("real", real, NULL);
    CO_JOIN(task, NULL, &error);
    CHECK_INT(error, 0);
    CO_END;
}

/* A future polled by hand, inside a runtime on the process's paused clock: its timer counts when nothing else runs. */
static lg_poll by_hand_inside(struct co *co, lg_context *cx)
{
    static struct counts counts;
    static lg_waker waker;
    static struct lg_sleep sleep, other;
    static lg_instant begin;
    lg_context by_hand;
    waker = counting(&counts);
    lg_context_init(&by_hand, &waker);
    CO_BEGIN;
    begin = lg_now_ms();
    lg_sleep_init(&sleep, 5);
    CHECK_INT(lg_sleep_poll(&sleep, &by_hand), LG_PENDING);
    CO_SLEEP(10);
    CHECK_INT(counts.wakes, 1);
    CHECK_INT(lg_now_ms() - begin, 10);
    CHECK_INT(lg_sleep_poll(&sleep, &by_hand), LG_READY);
    lg_sleep_init(&other, 5);
    CHECK_INT(lg_sleep_poll(&other, &by_hand), LG_PENDING);
    lg_clock_advance_ms(5);
    CHECK_INT(counts.wakes, 2);
    CHECK_INT(lg_sleep_poll(&other, &by_hand), LG_READY);
    CHECK_BALANCED(counts);
    CO_END;
}

int main(int count, char **arguments)
{
    (void)arguments;
    if (count > 1) { /* paused by the environment */
        co_block_on(day, NULL);
        return 0;
    }
    in_paused_runtime(in_order, "e@0 b@10 d@10 g@10 main@20 c@20 a@30 f@30 main@40");
    in_paused_runtime(many, "");
    in_paused_runtime(busy, "");
    in_paused_runtime(day, "");
    in_paused_runtime(ticks, "3@3 13@13 23@23 33@48 43@48 53@53");
    in_paused_runtime(missed_ticks, "10@10 20@38 30@38 40@40 50@50 / 10@10 20@38 48@48 58@58 68@68 / "
                                    "10@10 20@38 40@40 50@50 60@60 /");
    in_paused_runtime(deadlines, "");
    test_orphans();
    test_stands();
    test_by_hand();
    co_block_on(with_restless, NULL);
    log_text[0] = '\0';
    lg_clock_pause();
    lg_clock_pause();
    lg_instant begin = lg_now();
    CHECK(begin > 0);
    lg_clock_advance_ms(1000);
    CHECK_INT(lg_now() - begin, 1000 * LG_NS_PER_MS);
    co_block_on(by_hand_inside, NULL);
    return 0;
}
