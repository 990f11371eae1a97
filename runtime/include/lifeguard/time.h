/* lifeguard/time.h: clocks and waiting for them.
 *
 * Time is monotonic, in nanoseconds. There is one clock for the process, which starts at 0 when it is first asked for,
 * and a runtime made with `paused_clock` has a virtual one of its own, which starts at 0 too. A *paused* clock stands
 * still while code runs; it moves when a runtime that uses it has nothing left to run and jumps to its next timer, and
 * by lg_clock_advance_ms. So a program that sleeps for a day ends at once, and always prints the same times.
 *
 * The process's clock is paused by lg_clock_pause, or from the start by LIFEGUARD_CLOCK=paused in the environment.
 * Pausing is for programs that wait for nothing but timers and each other: a runtime does not know that another thread
 * is about to wake one of its tasks, and jumps. Instants of different clocks can not be compared. */
#ifndef LIFEGUARD_TIME_H
#define LIFEGUARD_TIME_H

#include <errno.h>
#include <lifeguard/context.h>
#include <lifeguard/marks.h>
#include <stdbool.h>
#include <stdint.h>

/* A point of time: nanoseconds since the start of its clock. */
typedef uint64_t lg_instant;

#define LG_NS_PER_MS ((uint64_t)1000000)

/* What await_timeout gives when the time ran out. */
enum { lg_timed_out = ETIMEDOUT };

/* Now, by the clock of the runtime that runs on this thread, else by the process's. Any thread. */
lg_instant lg_now(void);

/* The same in whole milliseconds, rounded down. */
uint64_t lg_now_ms(void);

/* Pauses the process's clock, at what it shows; a program that calls this first starts at 0. Affects every runtime
 * without a clock of its own. It can not be undone. Any thread. */
void lg_clock_pause(void);

/* Whether lg_now's clock is paused. */
bool lg_clock_is_paused(void);

/* Keeps this thread busy for `ms` milliseconds, as code that works or blocks does: a paused clock moves on by that much
 * and nothing else runs meanwhile; on a real clock the thread sleeps. */
void lg_clock_advance_ms(uint64_t ms);

/* A place in the queue of a clock; inside lg_sleep. Its members are the library's. */
struct lg__timer {
    struct lg__timer *next, *prev; /* in a slot of a wheel */
    struct lg__timer *ahead;       /* one that stood some places behind it there; may be gone: a hint only */
    lg_instant deadline;
    lg_waker waker;
    struct lg__timers *timers; /* where it is, or was, queued; NULL if nowhere */
    uint16_t place;            /* which slot */
    unsigned char state;       /* enum in timer.h */
    unsigned char until;       /* made by lg_sleep_until */
};

/* The future of lg_sleep_ms and lg_sleep_until. */
struct lg_sleep {
    struct lg__timer timer;
};
void lg_sleep_init(struct lg_sleep *self, uint64_t ms);
void lg_sleep_until_init(struct lg_sleep *self, lg_instant deadline);
lg_poll lg_sleep_poll(struct lg_sleep *self, lg_context *cx);
void lg_sleep_drop(struct lg_sleep *self);

/* await lg_sleep_ms(ms): waits `ms` milliseconds, counted from the first poll; 0 is ready at once. Those that are due
 * at the same time are woken in the order in which they began to wait. It needs no memory. Under a context made by hand
 * the timer belongs to the process's clock, and a thread of the library's wakes the waker; while the system has no room
 * for that thread, each poll wakes at once, to be polled again. */
lg_leaf(struct lg_sleep, lg_sleep_init, lg_sleep_poll, lg_sleep_drop) void lg_sleep_ms(uint64_t ms);

/* await lg_sleep_until(t): waits until lg_now() is `t` or later. */
lg_leaf(struct lg_sleep, lg_sleep_until_init, lg_sleep_poll, lg_sleep_drop) void lg_sleep_until(lg_instant deadline);

/* A moment `ms` milliseconds from now, by which several things are to be done:
 *
 *     lg_instant deadline = lg_deadline_ms(500);
 *     if (await_timeout(lg_deadline_left_ms(deadline), n = receive(c))) …      // whatever is left of the 500 ms
 *     if (await_timeout(lg_deadline_left_ms(deadline), answer(c, n))) … */
lg_instant lg_deadline_ms(uint64_t ms);

/* The milliseconds left until `deadline`, rounded up; 0 if it has passed. */
uint64_t lg_deadline_left_ms(lg_instant deadline);

/* What an interval does whose ticks were not awaited in time: an example of period 10, asked again at 38 after the
 * tick of 10. */
typedef enum lg_missed_ticks {
    LG_MISSED_BURST, /* all the missed ones at once, until it has caught up: 20, 30, 40, 50 */
    LG_MISSED_DELAY, /* one at once, and the next ones a period after that: 20 (at 38), 48, 58 */
    LG_MISSED_SKIP,  /* one at once, and the next ones where they would have been: 20 (at 38), 40, 50 */
} lg_missed_ticks;

/* Ticks at a fixed period. Owns nothing; may be copied, and its members set, while no tick is awaited. */
typedef struct lg_interval {
    lg_instant next;        /* when the next tick is due */
    uint64_t period_ns;     /* more than 0 */
    lg_missed_ticks missed; /* LG_MISSED_BURST, if not set */
} lg_interval;

/* An interval whose first tick is due now, or at `first`, and the next ones every `period_ms` milliseconds (0 is taken
 * as 1). */
lg_interval lg_interval_ms(uint64_t period_ms);
lg_interval lg_interval_from(lg_instant first, uint64_t period_ms);

/* The future of lg_interval_tick. */
struct lg_ticking {
    lg_interval *interval;
    struct lg_sleep sleep;
};
void lg_ticking_init(struct lg_ticking *self, lg_interval *interval);
lg_poll lg_ticking_poll(struct lg_ticking *self, lg_context *cx, lg_instant *out);
void lg_ticking_drop(struct lg_ticking *self);

/* await lg_interval_tick(&interval): waits for the next tick and gives the instant it was due at. A tick that is
 * cancelled is not lost. */
/* clang-format off */
lg_leaf(struct lg_ticking, lg_ticking_init, lg_ticking_poll, lg_ticking_drop)
lg_instant lg_interval_tick(lg_interval *interval);
/* clang-format on */

#endif
