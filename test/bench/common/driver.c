/* driver.c N: polls `root`, lowered or hand-written, in a loop, and prints what came out and how often it was pending.
 *
 * One future is polled to its end, root(N); with FRESH, N futures one after the other, root(0) to root(N - 1). The root
 * is in another file, so that polling it is a real call for everybody. Numbers are printed at a fixed width: printing
 * costs the same number of instructions for every N. */
#include <lifeguard.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct root_future;
void root_future_init(struct root_future *self, uint32_t n);
lg_poll root_future_poll(struct root_future *self, lg_context *cx, uint32_t *out);
extern const lg_future_type root_future_type;

int main(int argc, char **argv)
{
    uint32_t n = argc == 2 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);

    struct root_future *root = aligned_alloc(root_future_type.align, (root_future_type.size + 63) / 64 * 64);
    if (!root)
        return 1;
    uint32_t sum = 0, pending = 0, out = 0;
#ifdef FRESH
    for (uint32_t i = 0; i < n; i++) {
        root_future_init(root, i);
        while (root_future_poll(root, &cx, &out) == LG_PENDING)
            pending++;
        sum = sum * 3 + out;
    }
#else
    root_future_init(root, n);
    while (root_future_poll(root, &cx, &out) == LG_PENDING)
        pending++;
    sum = out;
#endif
    printf("%08x %08x\n", sum, pending);
    free(root);
    return 0;
}
