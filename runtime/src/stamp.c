/* stamp.c: see stamp.h. */
#include "posix.h"

#include "clock.h"
#include "lock.h"
#include "stamp.h"

#ifdef __x86_64__
#include <cpuid.h>

enum {
    TICKS_PER_ANCHOR = 1 << 21,
    SCALE_BITS = 32, /* of the fraction in nanoseconds per tick; ticks since an anchor have as many at most */
};

#define SHORTEST_BASELINE_NS ((uint64_t)200000)

/* Written with the lock; read by anybody, who looks at `turn` before and after. */
static struct {
    _Atomic(unsigned) turn; /* odd while the rest is being written */
    _Atomic(uint64_t) ticks, ns, scale;
} anchor;

static struct lg__lock lock; /* guards what follows, and writing the anchor */
static enum { UNKNOWN, UNFIT, FIT } counter;
static uint64_t first_ticks, first_ns;

static uint64_t read_ticks(void)
{
    return __builtin_ia32_rdtsc();
}

/* Whether the counter runs at a constant rate in all states of the processor. */
static bool is_fit(void)
{
    const unsigned power_management = 0x80000007, invariant = 1u << 8;
    unsigned a, b, c, d;
    return __get_cpuid(power_management, &a, &b, &c, &d) && d & invariant;
}

/* The stamp at `ticks`; false where the anchor is too old, or is being written. */
static bool from_anchor(uint64_t ticks, lg_instant *stamp)
{
    unsigned turn = lg__load_acquire(&anchor.turn); /* pairs with the end of set_anchor */
    uint64_t since = ticks - lg__load_acquire(&anchor.ticks);
    uint64_t ns = lg__load_acquire(&anchor.ns), scale = lg__load_acquire(&anchor.scale);
    *stamp = ns + (since * scale >> SCALE_BITS);
    return since < TICKS_PER_ANCHOR && scale && !(turn & 1) && lg__load_relaxed(&anchor.turn) == turn;
}

/* With the lock. Each release keeps what is before it, and so the odd turn, before the store. */
static void set_anchor(uint64_t ticks, uint64_t ns, uint64_t scale)
{
    unsigned turn = lg__load_relaxed(&anchor.turn);
    lg__store_relaxed(&anchor.turn, turn + 1);
    lg__store_release(&anchor.ticks, ticks);
    lg__store_release(&anchor.ns, ns);
    lg__store_release(&anchor.scale, scale);
    lg__store_release(&anchor.turn, turn + 2); /* pairs with from_anchor */
}

/* With the lock. The stamp at this moment, at which the system's clock shows `ns`. */
static lg_instant renew(uint64_t ticks, uint64_t ns)
{
    if (counter == UNKNOWN) {
        counter = is_fit() ? FIT : UNFIT;
        first_ticks = ticks;
        first_ns = ns;
    }
    if (counter == UNFIT || ns - first_ns < SHORTEST_BASELINE_NS || ticks <= first_ticks)
        return ns;
    double rate = (double)(ns - first_ns) / (double)(ticks - first_ticks);
    uint64_t since = ticks - lg__load_relaxed(&anchor.ticks), scale = lg__load_relaxed(&anchor.scale);
    uint64_t shown =
        scale && since >> SCALE_BITS == 0 ? lg__load_relaxed(&anchor.ns) + (since * scale >> SCALE_BITS) : 0;
    if (shown > ns) { /* ahead: made up for until the next anchor, as far as half the rate does it */
        double ahead = (double)(shown - ns) / TICKS_PER_ANCHOR;
        rate = ahead < rate / 2 ? rate - ahead : rate / 2;
        ns = shown;
    }
    set_anchor(ticks, ns, (uint64_t)(rate * (double)(UINT64_C(1) << SCALE_BITS)));
    return ns;
}

/* The slow way. */
static __attribute__((noinline)) lg_instant ask(struct lg__clock *clock)
{
    lg__lock(&lock);
    lg_instant stamp = renew(read_ticks(), lg__clock_now(clock));
    lg__unlock(&lock);
    return stamp;
}

lg_instant lg__stamp(void)
{
    struct lg__clock *clock = lg__clock_in_use();
    lg_instant stamp;
    if (lg__clock_paused(clock))
        return lg__clock_now(clock);
    return from_anchor(read_ticks(), &stamp) ? stamp : ask(clock);
}

#else

lg_instant lg__stamp(void)
{
    return lg_now();
}

#endif
