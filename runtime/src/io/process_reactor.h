/* process_reactor.h: the reactor of the futures that no runtime polls, and its thread. */
#ifndef LG__PROCESS_REACTOR_H
#define LG__PROCESS_REACTOR_H

#include "../driver.h"

/* A reactor; NULL with errno. Whoever gets it drives it. */
struct lg__driver *lg__reactor_new(void);

/* The process's, which is begun by the first that asks, and ended when the program exits. NULL with errno. */
struct lg__driver *lg__process_reactor(void);

#endif
