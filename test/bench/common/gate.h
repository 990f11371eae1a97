/* gate.h: the leaf future at the bottom of every benchmark in C: pending once, then ready with the number it was given.
 *
 * Lifeguard awaits it as `gate(x)`, hand-written code calls its three functions. With CALLS every poll is a real call:
 * PLAIN_CALL goes before a poll function, else it may be inlined. */
#ifndef BENCH_GATE_H
#define BENCH_GATE_H

#include <lifeguard.h>
#include <stdint.h>

#ifdef CALLS
#define PLAIN_CALL __attribute__((noinline))
#else
#define PLAIN_CALL
#endif

struct gate {
    uint32_t value;
    unsigned char polled;
};

static inline void gate_init(struct gate *self, uint32_t value)
{
    self->value = value;
    self->polled = 0;
}

static PLAIN_CALL lg_poll gate_poll(struct gate *self, lg_context *cx, uint32_t *out)
{
    (void)cx;
    if (!self->polled) {
        self->polled = 1;
        return LG_PENDING;
    }
    *out = self->value;
    return LG_READY;
}

static inline lg_unused void gate_drop(struct gate *self)
{
    (void)self;
}

/* clang-format off */
lg_leaf(struct gate, gate_init, gate_poll, gate_drop)
uint32_t gate(uint32_t value);
/* clang-format on */

#endif
