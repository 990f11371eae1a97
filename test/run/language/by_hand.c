// RUN: %every_way %t %s
// A file uses the generated names after declaring them: storage by size and align, states by name.
#include "check.h"
LOG;

async long work(int n)
{
    await later(n);
    await lg_yield_now();
    return n * 2L;
}

struct work_future;
void work_future_init(struct work_future *self, int n);
lg_poll work_future_poll(struct work_future *self, lg_context *cx, long *out);
void work_future_drop(struct work_future *self);
extern const lg_future_type work_future_type;

int main(void)
{
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    const lg_future_type *type = &work_future_type;
    CHECK(type->out_size == sizeof(long) && strcmp(type->name, "work") == 0 && type->state_count == 4);

    void *place;
    CHECK(posix_memalign(&place, type->align < sizeof(void *) ? sizeof(void *) : type->align, type->size) == 0);
    struct work_future *f = place;
    long out = 0;
    work_future_init(f, 4);
    CHECK(type->state(f) == 0 && strcmp(type->states[0].name, "work_future_start") == 0);
    CHECK(work_future_poll(f, &cx, &out) == LG_PENDING);
    const lg_state_info *state = &type->states[type->state(f)];
    CHECK(strcmp(state->name, "work_future_await_later_8") == 0 && state->line == 8);
    CHECK(strcmp(state->callee, "later") == 0 && strstr(state->file, "by_hand.c") && state->guard_count == 0);
    CHECK(work_future_poll(f, &cx, &out) == LG_PENDING);
    CHECK(strcmp(type->states[type->state(f)].name, "work_future_await_lg_yield_now_9") == 0);
    CHECK(type->poll(f, &cx, &out) == LG_READY && out == 8);
    CHECK(strcmp(type->states[type->state(f)].name, "work_future_done") == 0);
    type->drop(f);

    work_future_init(f, 5);
    work_future_drop(f);
    CHECK_LOG("");
    work_future_init(f, 5);
    CHECK(work_future_poll(f, &cx, &out) == LG_PENDING);
    work_future_drop(f);
    work_future_drop(f);
    CHECK_LOG("drop:5");
    free(place);
}
