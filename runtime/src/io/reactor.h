/* reactor.h: tells sources that they may be ready: the one place that knows the event-loop library.
 *
 * There is a reactor to each runtime that has waited for a descriptor: its driver (driver.h). Descriptors that are
 * waited for under a context made by hand are the process's reactor's, which has a thread of its own. A source is
 * watched by the reactor of whoever waited for it last; registered once, edge-triggered, in both directions. */
#ifndef LG__REACTOR_H
#define LG__REACTOR_H

#include "source.h"

/* Sees to it that the source is reported by the reactor of `cx`. 0, or an errno value: ENOMEM; EMFILE, ENFILE; ENOSPC
 * where the user watches too much; EPERM where the descriptor is of a kind that is always ready. */
int lg__reactor_watch(struct lg__source *source, lg_context *cx);

/* The source is not watched any more; nothing is reported to it once its descriptor is closed but what was under way.
 */
void lg__reactor_forget(struct lg__source *source);

#endif
