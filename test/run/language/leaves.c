// RUN: %every_way %t %s
// lg_leaf: a hand-written future is an async function like any other.
#include "check.h"
LOG;

struct gate {
    int opened;
    lg_waker waker;
    int waiting;
};

typedef struct passing {
    struct gate *gate;
    int asleep;
} passing;

static void passing_init(passing *self, struct gate *gate)
{
    *self = (passing){gate, 0};
}

static lg_poll passing_poll(passing *self, lg_context *cx)
{
    if (self->gate->opened)
        return LG_READY;
    if (!self->asleep) {
        self->asleep = 1;
        self->gate->waiting++;
        self->gate->waker = lg_waker_clone(lg_context_waker(cx));
    }
    return LG_PENDING;
}

static void passing_drop(passing *self)
{
    note("dropped");
    self->gate->waiting--;
    lg_waker_drop(self->gate->waker);
}

lg_leaf(passing, passing_init, passing_poll, passing_drop) void pass(struct gate *gate);

/* A result that is a struct; the functions are declared after the leaf is. */
struct pair {
    long a, b;
};
struct pairing {
    struct pair p;
};
void pairing_init(struct pairing *self, long a, long b);
lg_poll pairing_poll(struct pairing *self, lg_context *cx, struct pair *out);
void pairing_drop(struct pairing *self);
lg_leaf(struct pairing, pairing_init, pairing_poll, pairing_drop) struct pair couple(long a, long b);

async long use(struct gate *gate)
{
    note("waiting");
    await pass(gate);
    note("passed");
    struct pair p = await couple(3, 4);
    return p.a * 10 + (await couple(p.b, 1)).a;
}

async void opener(struct gate *gate)
{
    await lg_yield_now();
    gate->opened = 1;
    if (gate->waiting)
        lg_waker_wake(gate->waker);
}

async long both(struct gate *gate)
{
    long x;
    await_all(x = use(gate), opener(gate), pass(&(struct gate){.opened = 1}));
    return x;
}

async int either(struct gate *gate)
{
    return 10 + await_any(pass(gate), lg_yield_now());
}

void pairing_init(struct pairing *self, long a, long b)
{
    self->p = (struct pair){a, b};
}

lg_poll pairing_poll(struct pairing *self, lg_context *cx, struct pair *out)
{
    (void)cx;
    *out = self->p;
    return LG_READY;
}

void pairing_drop(struct pairing *self)
{
    (void)self;
    note("wrong");
}

int main(void)
{
    CHECK(block_on(both(&(struct gate){0})) == 34);
    CHECK_LOG("waiting passed");
    struct gate shut = {0};
    CHECK(block_on(either(&shut)) == 11 && shut.waiting == 0);
    CHECK_LOG("dropped");
    CHECK(block_on(couple(5, 6)).b == 6);
    lg_future *box = future(couple(7, 8));
    struct pair p;
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    CHECK(lg_future_poll(box, &cx, &p) == LG_READY && p.b == 8);
    lg_future_drop(box);
    CHECK_LOG("");
}
