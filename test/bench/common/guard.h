/* guard.h: what a guard of the benchmarks does when its future is left and entered again, and when its scope ends.
 *
 * Lifeguard calls the functions through lifecycle and cleanup, hand-written code at the same places. */
#ifndef BENCH_GUARD_H
#define BENCH_GUARD_H

#include <lifeguard.h>
#include <stdint.h>

struct account {
    uint32_t resumed, suspended, dropped;
};

typedef struct lg_lifecycle(guard_on_resume, guard_on_suspend) guard {
    struct account *of;
} guard;

static inline void guard_on_resume(guard *self, lg_context *cx)
{
    (void)cx;
    self->of->resumed++;
}

static inline void guard_on_suspend(guard *self, lg_context *cx)
{
    (void)cx;
    self->of->suspended++;
}

static inline void guard_drop(guard *self)
{
    self->of->dropped++;
}

#endif
