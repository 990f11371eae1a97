// REQUIRES: plugin
// RUN: %clang -std=c11 -O1 -ffreestanding -nostdlib -shared -fPIC -Wl,--no-undefined %plugin -I %include %s %root/runtime/src/core.c -o %t.so
// RUN: %clang -std=gnu11 -O1 -Wall -Wextra -Werror %plugin -I %include %s %root/runtime/src/core.c -o %t && %t
// Async functions, leaf futures and guards with nothing but the core: no C library, no allocation, no executor. The
// program brings what is called when a finished future is polled; the first command finds that nothing else is missing.
#include <lifeguard.h>

_Noreturn void lg_polled_after_completion(const char *name)
{
    (void)name;
    for (;;)
        ;
}

/* A device that answers when it was asked three times. */
struct device_read {
    int asked;
};

static void device_read_init(struct device_read *self)
{
    self->asked = 0;
}

static lg_poll device_read_poll(struct device_read *self, lg_context *cx, int *out)
{
    if (++self->asked < 3) {
        lg_waker_wake_by_ref(lg_context_waker(cx));
        return LG_PENDING;
    }
    *out = 7;
    return LG_READY;
}

static void device_read_drop(struct device_read *self)
{
    self->asked = -1;
}

lg_leaf(struct device_read, device_read_init, device_read_poll, device_read_drop) static int read_device(void);

static int selected;

typedef struct lifecycle(selection_on_resume, selection_on_suspend) selection {
    int device;
} selection;

static void selection_on_resume(selection *self, lg_context *cx)
{
    (void)cx;
    selected = self->device;
}

static void selection_on_suspend(selection *self, lg_context *cx)
{
    (void)self, (void)cx;
    selected = 0;
}

static void selection_drop(selection *self)
{
    (void)self;
    selected = 0;
}

static async int read_from(int device)
{
    lg_scoped(selection) here = {device};
    selected = device;
    int value = await read_device();
    return selected == device ? value * device : -1;
}

async int read_both(void)
{
    int one, other;
    await_all(one = read_from(1), other = read_from(2));
    return one + other;
}

struct read_both_future;
extern const lg_future_type read_both_future_type;
void read_both_future_init(struct read_both_future *self);
lg_poll read_both_future_poll(struct read_both_future *self, lg_context *cx, int *out);

static int wakes;

static lg_waker count_clone(void *data);
static void count(void *data)
{
    ++*(int *)data;
}
static void ignore(void *data)
{
    (void)data;
}
static const lg_waker_vtable counting = {count_clone, count, count, ignore};
static lg_waker count_clone(void *data)
{
    return (lg_waker){&counting, data};
}

/* The main loop of such a system: polls, and would sleep until something wakes. */
int run(void);
int run(void)
{
    static _Alignas(16) unsigned char memory[256];
    struct read_both_future *future = (struct read_both_future *)(void *)memory;
    lg_waker waker = {&counting, &wakes};
    lg_context cx;
    int result = 0, polls = 1;
    lg_context_init(&cx, &waker);
    if (read_both_future_type.size > sizeof memory)
        return 1;
    read_both_future_init(future);
    for (; read_both_future_poll(future, &cx, &result) == LG_PENDING; polls++)
        if (selected)
            return 2;
    return result == 7 + 14 && polls == 3 && wakes == 4 && !selected ? 0 : 3;
}

#if __STDC_HOSTED__
int main(void)
{
    return run();
}
#endif
