/* clock.h: the clocks of lifeguard/time.h. */
#ifndef LG__CLOCK_H
#define LG__CLOCK_H

#include <lifeguard/time.h>

struct lg__clock {
    _Atomic(lg_instant) now; /* while paused; only grows */
    _Atomic(bool) paused;    /* never cleared */
};

extern uint64_t lg__clock_epoch;

/* The process's clock. */
struct lg__clock *lg__process_clock(void);

/* Makes a paused clock that shows 0. */
void lg__clock_init_paused(struct lg__clock *clock);

/* Pauses the process's clock at what it shows: at 0 if nobody has looked at it yet. */
void lg__process_clock_pause(void);

lg_instant lg__clock_now(struct lg__clock *clock);
bool lg__clock_paused(struct lg__clock *clock);

/* Moves a paused clock: by `ns`, or to `instant` if that is later. */
void lg__clock_add(struct lg__clock *clock, uint64_t ns);
void lg__clock_jump(struct lg__clock *clock, lg_instant instant);

/* Makes `clock` (NULL: the process's) the one that lg_now reads on this thread; returns the one it was. */
struct lg__clock *lg__clock_use(struct lg__clock *clock);
struct lg__clock *lg__clock_in_use(void);

/* `ms` in nanoseconds, and sums of instants, bounded by the end of time. */
static inline uint64_t lg__ms_to_ns(uint64_t ms)
{
    return ms > UINT64_MAX / LG_NS_PER_MS ? UINT64_MAX : ms * LG_NS_PER_MS;
}

static inline lg_instant lg__later(lg_instant from, uint64_t ns)
{
    return ns > UINT64_MAX - from ? UINT64_MAX : from + ns;
}

#endif
