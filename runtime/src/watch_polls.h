/* watch_polls.h: a thread that looks for polls that take long (lg_runtime_options.slow_poll_ms).
 *
 * It costs those that run tasks nothing: they count their polls anyway, and say which one is under way. Whoever is
 * found in the same poll for as long as that is reported, once. */
#ifndef LG__WATCH_POLLS_H
#define LG__WATCH_POLLS_H

#include "stats.h"
#include <lifeguard/runtime.h>

/* Starts to watch `count` threads, whose counts are `stride` bytes apart. NULL with errno ENOMEM or EAGAIN. */
struct lg__watch_polls *lg__watch_polls_new(const lg_runtime_options *options, const char *name,
                                            struct lg__worker_counts *counts, unsigned count, size_t stride);

/* Ends the thread. NULL is fine. */
void lg__watch_polls_drop(struct lg__watch_polls *watch);

/* How many were found. Any thread. */
uint64_t lg__watch_polls_count(struct lg__watch_polls *watch);

#endif
