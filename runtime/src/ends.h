/* ends.h: how many ends a channel has, for who looks at it from outside. Any thread, while the channel is there. */
#ifndef LG__ENDS_H
#define LG__ENDS_H

#include <stddef.h>

size_t lg__mpsc_senders(const void *channel);
size_t lg__mpsc_unbounded_senders(const void *channel);

/* Where in a channel the count of its senders is, a size_t: for a debugger (lifeguard.gdb.py). */
extern const size_t lg__mpsc_senders_at, lg__mpsc_unbounded_senders_at;

#endif
