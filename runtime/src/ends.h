/* ends.h: how many ends a channel has, for who looks at it from outside. Any thread, while the channel is there. */
#ifndef LG__ENDS_H
#define LG__ENDS_H

#include <stddef.h>

size_t lg__mpsc_senders(const void *channel);
size_t lg__mpsc_unbounded_senders(const void *channel);

#endif
