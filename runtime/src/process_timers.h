/* process_timers.h: who fires the process's timers: a thread, or, while the process's clock is paused, whoever moves
 * it. */
#ifndef LG__PROCESS_TIMERS_H
#define LG__PROCESS_TIMERS_H

#include <stdbool.h>

/* To be called before a timer of the process is inserted: whether somebody will fire it. False: there is no thread for
 * that, perhaps only now. Any thread. */
bool lg__process_timers_begin(void);

/* To be called after lg__timer_insert said that a timer of the process is the earliest. */
void lg__process_timers_changed(void);

/* Fires those that are due. Any thread. */
void lg__process_timers_fire(void);

#endif
