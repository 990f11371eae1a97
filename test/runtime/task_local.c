// RUN: %cc_runtime %s -o %t && %t
// RUN: %cc_asan %s -o %t.asan && %t.asan
// Values that follow a future: nested scopes, tasks that take turns, a future that moves to another thread.
#include "check.h"
#include <lifeguard/task_local.h>
#include <pthread.h>

LG_TASK_LOCAL(user);
LG_TASK_LOCAL(other);

static const char *name(void)
{
    const char *set = lg_task_local_get(&user);
    return set ? set : "-";
}

/* Two nested scopes around yields, with the hooks where lowering puts them. */
struct scopes {
    char *outer_value, *inner_value;
    lg_task_local_scope outer, inner;
};

static lg_poll scoped(struct co *co, lg_context *cx)
{
    struct scopes *s = co->data;
    switch (co->state) {
    case 0:
        s->outer = lg_task_local_set(&user, s->outer_value);
        break;
    case 1:
        lg_task_local_scope_on_resume(&s->outer, cx);
        note("%s", name());
        s->inner = lg_task_local_set(&user, s->inner_value);
        break;
    case 2:
        lg_task_local_scope_on_resume(&s->outer, cx);
        lg_task_local_scope_on_resume(&s->inner, cx);
        note("%s", name());
        lg_task_local_scope_drop(&s->inner);
        break;
    default:
        lg_task_local_scope_on_resume(&s->outer, cx);
        note("%s", name());
        lg_task_local_scope_drop(&s->outer);
        note("%s", name());
        co->state = -1;
        return LG_READY;
    }
    CHECK(!lg_task_local_get(&other));
    lg_yield_init(&co->leaf.yield);
    CHECK_INT(lg_yield_poll(&co->leaf.yield, cx), LG_PENDING);
    if (co->state == 1)
        lg_task_local_scope_on_suspend(&s->inner, cx);
    lg_task_local_scope_on_suspend(&s->outer, cx);
    co->state++;
    return LG_PENDING;
}

static lg_poll turns(struct co *co, lg_context *cx)
{
    static struct scopes scopes[2] = {{"A", "a", {0}, {0}}, {"B", "b", {0}, {0}}};
    CO_BEGIN;
    lg_detach(co_spawn("A", scoped, &scopes[0]));
    lg_detach(co_spawn("B", scoped, &scopes[1]));
    for (co->i = 0; co->i < 5; co->i++) {
        CHECK(!lg_task_local_get(&user));
        CO_YIELD();
    }
    CO_END;
}

static void *poll_there(void *box)
{
    CHECK(!lg_task_local_get(&user));
    lg_task_local_scope outside = lg_task_local_set(&user, "thread");
    CHECK_INT(lg_future_poll(box, lg_context_noop(), NULL), LG_PENDING);
    CHECK(strcmp(name(), "thread") == 0);
    lg_task_local_scope_drop(&outside);
    CHECK(!lg_task_local_get(&user));
    return NULL;
}

static void test_moved(void)
{
    struct scopes scopes = {"A", "a", {0}, {0}};
    lg_future *box = co_box("box", scoped, &scopes);
    CHECK_INT(lg_future_poll(box, lg_context_noop(), NULL), LG_PENDING);
    pthread_t thread;
    CHECK_INT(pthread_create(&thread, NULL, poll_there, box), 0);
    pthread_join(thread, NULL);
    CHECK_LOG("A");
    CHECK_INT(lg_future_poll(box, lg_context_noop(), NULL), LG_PENDING);
    CHECK_INT(lg_future_poll(box, lg_context_noop(), NULL), LG_READY);
    CHECK_LOG("a A -");
    lg_future_drop(box);
}

int main(void)
{
    co_block_on(turns, NULL);
    CHECK_LOG("A B a b A - B -");
    test_moved();
    return 0;
}
