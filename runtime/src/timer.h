/* timer.h: the timers that wait for one clock, first by deadline, then by when they were inserted.
 *
 * A timer lies in its future and holds a waker. It is inserted by the thread that polls its future, and let go of by
 * the future's last poll or its drop, on any thread. Whoever drives the clock fires what is due. A future may outlive
 * the runtime whose timers it waits in: it is then orphaned, woken, and inserts itself elsewhere. It may also be polled
 * under another runtime while the first one lives, which need not go on: then that poll orphans it. */
#ifndef LG__TIMER_H
#define LG__TIMER_H

#include "clock.h"

/* lg__timer.state. The first two and the last are the future's own affair; the others are guarded by the timers' lock.
 */
enum lg__timer_state {
    LG__TIMER_AFTER,    /* not inserted; `deadline` is a number of milliseconds from the first poll */
    LG__TIMER_UNTIL,    /* not inserted; `deadline` is an instant */
    LG__TIMER_WAITING,  /* inserted, and `waker` is owned */
    LG__TIMER_FIRED,    /* was due, and woken; `waker` is gone */
    LG__TIMER_ORPHANED, /* the clock's driver has ended, and woken, or is not to be relied on; `waker` is gone */
    LG__TIMER_FINISHED,
};

struct lg__timers;

/* Room for timers, which nobody has written to: that costs next to nothing until it is used. NULL where memory is out.
 * It ends in `free`, if nothing was made of it. */
struct lg__timers *lg__timers_room(void);

/* Makes timers of that room, of `clock`, which must live as long as they are open, fired by `runtime`. */
void lg__timers_init(struct lg__timers *timers, struct lg__clock *clock, const struct lg_runtime *runtime);

/* The process's, which are never closed; fired by process_timers.c. */
struct lg__timers *lg__process_timers(void);

/* Orphans all, wakes them, and frees the timers as soon as no future refers to them. */
void lg__timers_close(struct lg__timers *timers);

/* When lg__timers_fire is to be called next: at the earliest deadline, or, where many wait for about the same time, a
 * little before; UINT64_MAX where there is no timer. Any thread. */
lg_instant lg__timers_earliest(struct lg__timers *timers);

/* Wakes, in order, all whose deadline has come. */
void lg__timers_fire(struct lg__timers *timers, lg_instant now);

/* Inserts a timer that is not inserted, with a clone of `waker`. Whether it is the earliest now. */
bool lg__timer_insert(struct lg__timer *timer, struct lg__timers *timers, const lg_waker *waker);

/* For a poll of an inserted timer: its state; WAITING has become FIRED if its deadline has come, and else `waker` will
 * be the one that is woken. */
enum lg__timer_state lg__timer_check(struct lg__timer *timer, const lg_waker *waker);

/* For a poll of an inserted timer under `runtime`, or under none (NULL), with `clock`: if it is WAITING where another
 * runtime fires, it is ORPHANED, and due as soon by `clock`. The process's timers are always fired. */
void lg__timer_move(struct lg__timer *timer, const struct lg_runtime *runtime, struct lg__clock *clock);

/* Ends what lg__timer_insert began: takes the timer out if it is still there, and drops its waker. */
void lg__timer_release(struct lg__timer *timer);

#endif
