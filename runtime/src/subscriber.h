/* subscriber.h: all subscribers, and the names of threads for those of them that show names. */
#ifndef LG__SUBSCRIBER_H
#define LG__SUBSCRIBER_H

#include <lifeguard/subscriber.h>

/* Since when tasks are noted at the end of their polls. */
extern lg_instant lg__noted_since;

/* Tells a record to those who want this (LG_WANTS_…). With lg__trace_lock. */
void lg__subscribers_tell(const lg_trace_record *record, unsigned what);

/* Says to all that this was all for now. With lg__trace_lock. */
void lg__subscribers_told(void);

/* What the system calls the thread of this number; "" if it is not known. For a subscriber that is being told of it. */
const char *lg__trace_thread_name(unsigned number);

#endif
