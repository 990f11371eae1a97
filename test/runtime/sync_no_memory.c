// REQUIRES: plugin
// RUN: %cc_runtime %plugin -Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=aligned_alloc -Wl,--wrap=free %s -o %t && %t
// Every allocation of the channels, sets and tokens fails once: that is ENOMEM, leaves nothing behind, and the next try
// works.
#include "check.h"
#include <lifeguard/cancel.h>
#include <lifeguard/join_set.h>

static int live;      /* allocations that were not freed */
static int countdown; /* to the one that fails; 0: none does */
static int out_of_memory;

static bool fails(void)
{
    return countdown && --countdown == 0;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    void *memory = fails() ? NULL : __real_malloc(size);
    live += memory != NULL;
    return memory;
}

/* The compiler makes it of a malloc that is followed by zeros. */
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    void *memory = fails() ? NULL : __real_calloc(count, size);
    live += memory != NULL;
    return memory;
}

void *__real_aligned_alloc(size_t align, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size)
{
    void *memory = fails() ? NULL : __real_aligned_alloc(align, size);
    live += memory != NULL;
    return memory;
}

void __real_free(void *memory);
void __wrap_free(void *memory);
void __wrap_free(void *memory)
{
    live -= memory != NULL;
    __real_free(memory);
}

/* Whether it worked; else it was for want of memory, and that once. */
static bool worked(int error)
{
    if (error) {
        CHECK_INT(error, ENOMEM);
        CHECK_INT(++out_of_memory, 1);
    }
    return error == 0;
}

static void channels(void)
{
    {
        lg_scoped(lg_oneshot_sender) tx = {0};
        lg_scoped(lg_oneshot_receiver) rx = {0};
        if (!worked(lg_oneshot_new(8, NULL, &tx, &rx)))
            CHECK(!tx.channel && !rx.channel);
    }
    {
        lg_scoped(lg_mpsc_sender) tx = {0};
        lg_scoped(lg_mpsc_receiver) rx = {0};
        if (!worked(lg_mpsc_new(8, 5, NULL, &tx, &rx)))
            CHECK(!tx.channel && !rx.channel);
    }
    {
        lg_scoped(lg_broadcast_sender) tx = {0};
        lg_scoped(lg_broadcast_receiver) rx = {0};
        if (!worked(lg_broadcast_new(8, 5, &tx, &rx)))
            CHECK(!tx.channel && !rx.channel);
    }
    {
        lg_scoped(lg_watch_sender) tx = {0};
        lg_scoped(lg_watch_receiver) rx = {0};
        if (!worked(lg_watch_new(8, "initial", &tx, &rx)))
            CHECK(!tx.channel && !rx.channel);
    }
    {
        lg_scoped(lg_mpsc_unbounded_sender) tx = {0};
        lg_scoped(lg_mpsc_unbounded_receiver) rx = {0};
        if (!worked(lg_mpsc_unbounded_new(sizeof(int), NULL, &tx, &rx)))
            return CHECK(!tx.channel && !rx.channel);
        for (int i = 0, message; i < 100; i++) { /* a message that found no room is sent again */
            while (!worked(lg_mpsc_unbounded_send(&tx, &i)))
                ;
            if (i % 2) {
                CHECK_INT(lg_mpsc_unbounded_try_recv(&rx, &message), 0);
                CHECK_INT(message, i / 2);
            }
        }
        CHECK_INT(lg_mpsc_unbounded_count(&rx), 50);
    }
}

static void tokens(void)
{
    lg_scoped(lg_cancel_token) root = {0}, child = {0};
    if (!worked(lg_cancel_token_new(&root)))
        return CHECK(!root.node);
    if (!worked(lg_cancel_token_child(&root, &child)))
        CHECK(!child.node);
    lg_cancel(&root);
}

async int task(int number)
{
    await lg_yield_now();
    return number;
}

async void sets(void)
{
    lg_scoped(lg_join_set) set = {0};
    int expected = 0, sum = 0, result, error;
    if (!worked(lg_join_set_new(&set))) {
        CHECK(!set.shared);
        return;
    }
    for (int i = 1; i <= 3; i++)
        if (worked(lg_join_set_add(&set, spawn(task(i)))))
            expected += i;
    while ((error = await lg_join_set_next(&set, &result)) != ENOENT) {
        CHECK_INT(error, 0);
        sum += result;
    }
    CHECK_INT(sum, expected);
    await lg_yield_now(); /* whose entry found no memory ends */
}

async bool try_all(int failing)
{
    int before = live;
    out_of_memory = 0;
    countdown = failing;
    channels();
    tokens();
    CHECK_INT(live, before);
    await sets();
    countdown = 0;
    CHECK_INT(live, before);
    return out_of_memory;
}

async int try_each(void)
{
    int failing = 1;
    await sets(); /* the runtime's own memory is there from here on */
    while (await try_all(failing))
        failing++;
    return failing - 1;
}

int main(void)
{
    int allocations = block_on(try_each());
    CHECK(allocations >= 15);
    CHECK_INT(live, 0);
    return 0;
}
