/* stamp.h: what time it is, for records: lg_now, but cheaper.
 *
 * Asking the system takes longer than everything else about a record. Where the processor counts time at a constant
 * rate, the same on all cores, its counter is read instead, and turned into lg_now's time by an *anchor*: a moment at
 * which both were read, and nanoseconds per tick. A new anchor is made about once a millisecond, from the rate since
 * the first one. Where the counter runs ahead of the system's clock it is slowed down; where it lags, it jumps. So
 * stamps never go back, not from one thread to another either, and are within a microsecond of lg_now. */
#ifndef LG__STAMP_H
#define LG__STAMP_H

#include <lifeguard/time.h>

/* Any thread. On a paused clock it is lg_now. */
lg_instant lg__stamp(void);

#endif
