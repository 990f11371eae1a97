/* runtimes.h: all the runtimes there are, for those who look at the whole process. */
#ifndef LG__RUNTIMES_H
#define LG__RUNTIMES_H

#include <lifeguard/runtime.h>

/* Around a runtime's life. lg__runtimes_remove waits while somebody looks at them. */
void lg__runtimes_add(lg_runtime *runtime);
void lg__runtimes_remove(lg_runtime *runtime);

/* Calls `look` for each, in the order they were made; none ends meanwhile, and between lg__runtimes_hold and
 * lg__runtimes_release none at all. */
void lg__runtimes_hold(void);
void lg__runtimes_release(void);
void lg__runtimes_each(void (*look)(lg_runtime *runtime, void *data), void *data);

#endif
