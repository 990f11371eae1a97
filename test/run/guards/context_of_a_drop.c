// RUN: %check_in_every_way
// In a poll the hooks are given a context that wakes who polls. While a future is dropped nobody polls: the waker of
// the context that its hooks are given does nothing.
#include "Inputs/record.h"

static int wakes;
static lg_waker counted_clone(void *data);
static void counted_wake(void *data)
{
    (void)data;
    wakes++;
}
static void counted_drop(void *data)
{
    (void)data;
}
static const lg_waker_vtable counted_vtable = {counted_clone, counted_wake, counted_wake, counted_drop};
static lg_waker counted_clone(void *data)
{
    return (lg_waker){&counted_vtable, data};
}

/* A guard whose hooks wake in every way, and say how often that woke the future. */
typedef struct lifecycle(waking_on_resume, waking_on_suspend) waking {
    int nothing;
} waking;
typedef struct lifecycle(waking_last_on_resume, waking_last_on_suspend, waking_last_on_cancel) waking_last {
    int nothing;
} waking_last;

static void wake_by(lg_context *cx, const char *hook)
{
    int before = wakes;
    const lg_waker *waker = lg_context_waker(cx);
    lg_waker_wake_by_ref(waker);
    lg_waker_wake(lg_waker_clone(waker));
    lg_waker_drop(lg_waker_clone(waker));
    say("%s:%d", hook, wakes - before);
}
static void waking_on_resume(waking *self, lg_context *cx)
{
    (void)self;
    wake_by(cx, "resume");
}
static void waking_on_suspend(waking *self, lg_context *cx)
{
    (void)self;
    wake_by(cx, "suspend");
}
static void waking_last_on_resume(waking_last *self, lg_context *cx)
{
    (void)self;
    wake_by(cx, "resume");
}
static void waking_last_on_suspend(waking_last *self, lg_context *cx)
{
    (void)self;
    wake_by(cx, "suspend");
}
static void waking_last_on_cancel(waking_last *self, lg_context *cx)
{
    (void)self;
    wake_by(cx, "cancel");
}

static async void inner(void)
{
    unscoped(waking) a = {0};
    unscoped(waking_last) b = {0};
    await once("x");
}
static async void outer(void)
{
    unscoped(waking) c = {0};
    await inner();
}

static void polled_then_dropped(int polls)
{
    lg_waker waker = {&counted_vtable, NULL};
    lg_context cx;
    lg_context_init(&cx, &waker);
    lg_future *polled = future(outer());
    for (int i = 0; i < polls; i++)
        poll_once(polled, &cx);
    lg_future_drop(polled);
}

int main(void)
{
    polled_then_dropped(2);
    CHECK_RECORD("x? suspend:2 suspend:2 suspend:2 resume:2 resume:2 resume:2 x= done");
    polled_then_dropped(1);
    CHECK_RECORD("x? suspend:2 suspend:2 suspend:2 resume:0 resume:0 x# cancel:0");
    return RECORD_STATUS;
}
