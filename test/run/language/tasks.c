// RUN: %every_way %t %s
// block_on, block_on_in, spawn, spawn_in, lg_join, lg_abort and lg_detach as expressions.
#include "check.h"
#include <errno.h>
LOG;

async int work(int n)
{
    note("begin%d", n);
    await later(n);
    note("end%d", n);
    return n;
}

async void quiet(void)
{
    await lg_yield_now();
    note("quiet");
}

static async int parent(void)
{
    lg_task *a = spawn(work(1)), *b = spawn(work(await later(2)));
    note("spawned");
    int x = 0, y = 0;
    int error = await lg_join(b, &y) || await lg_join(a, &x);
    return error ? -1 : x * 10 + y;
}

async int aborted(void)
{
    lg_task *t = spawn(work(3));
    await lg_yield_now();
    lg_abort(t);
    int x = 7;
    CHECK(await lg_join(t, &x) == ECANCELED && x == 7);
    t = spawn(work(4));
    lg_abort(t);
    return await lg_join(t, NULL);
}

async void detached(void)
{
    lg_detach(spawn(quiet()));
    lg_task *t = spawn(quiet());
    lg_detach(t);
    await lg_sleep_ms(0);
    await after(3, 0);
}

async int from_a_task(void)
{
    lg_task *list[3];
    for (int i = 0; i < 3; i++)
        list[i] = spawn(work(i));
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        int x;
        if (await lg_join(list[i], &x) == 0)
            sum = sum * 10 + x;
    }
    return sum;
}

async void unfinished(void)
{
    lg_detach(spawn(work(1)));
    lg_detach(spawn(work(2)));
    await after(1, 0);
}

static int value_of(int x)
{
    return x;
}

/* The constructs of ordinary functions stand in any expression. */
static int ordinary(int n)
{
    int x = block_on(work(n)) + value_of(block_on(work(block_on(work(1)))));
    for (int i = 0; i < block_on(work(2)); i++)
        x += 100;
    return n && block_on(work(n)) ? x : -1;
}

int main(void)
{
    CHECK(block_on(parent()) == 12);
    CHECK_LOG("begin1 spawned end1 begin2 end2");
    CHECK(block_on(aborted()) == ECANCELED);
    CHECK_LOG("begin3 drop:3");
    block_on(detached());
    CHECK_LOG("quiet quiet");
    CHECK(block_on(from_a_task()) == 12);
    log_text[0] = '\0';
    block_on(unfinished());
    CHECK_LOG("begin1 begin2 drop:1 drop:2");
    CHECK(ordinary(3) == 3 + 1 + 200);
    log_text[0] = '\0';

    lg_runtime *rt = lg_runtime_new(&(lg_runtime_options){.workers = 1});
    CHECK(rt);
    lg_task *t = spawn_in(rt, work(5));
    CHECK(t && !lg_task_is_finished(t));
    CHECK(block_on_in(rt, work(6)) == 6);
    int x = 0;
    CHECK(block_on_in(rt, lg_join(t, &x)) == 0 && x == 5);
    CHECK_LOG("begin5 begin6 end5 end6");
    lg_detach(spawn_in(rt, work(7)));
    lg_runtime_drop(rt);
    CHECK_LOG("");
}
