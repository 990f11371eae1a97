/* event.h: what an event looks like in a buffer (trace_buffer.h):
 *
 *     0, 1  as every record
 *     2     the span, or 0
 *     3     the callsite
 *     4     bits 0-31: bytes of the message with its end, 0 if it is the callsite's name; 32-63: how many fields
 *     5 …   the message, filled up to whole words
 *     then each field:
 *     0     its name
 *     1     bits 0-7: its kind; 32-63: bytes of its text with the end, 0 if it has none
 *     2     its value
 *     3 …   its text, filled up to whole words */
#ifndef LG__EVENT_H
#define LG__EVENT_H

enum { LG__EVENT_SPAN = 2, LG__EVENT_CALLSITE = 3, LG__EVENT_SIZES = 4, LG__EVENT_WORDS = 5, LG__FIELD_WORDS = 3 };

#endif
