/* threads.h: the library's own threads. */
#ifndef LG__THREADS_H
#define LG__THREADS_H

#include <pthread.h>

/* Starts a thread that is called NAME-INDEX, as far as the system has room, and gets no signals but those that it
 * causes itself. 0 or an errno. */
int lg__thread_start(pthread_t *thread, void *(*run)(void *), void *data, const char *name, unsigned index);

#endif
