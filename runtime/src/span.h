/* span.h: what span.c tells the subscribers, and how. */
#ifndef LG__SPAN_H
#define LG__SPAN_H

#include <lifeguard/trace.h>
#include <stdbool.h>

/* Whether anybody subscribes; a hint that costs a load. */
bool lg__trace_is_on(void);

/* Tells all subscribers, one record at a time. */
void lg__trace_tell(const lg_trace_record *record);

#endif
