/* thread_waker.h: a thread that waits for a future: the blocking forms of what the library's futures do. */
#ifndef LG__THREAD_WAKER_H
#define LG__THREAD_WAKER_H

#include <lifeguard/context.h>

/* Polls `future` until it is ready, and sleeps in between, until its waker is woken. Needs no memory. The future is one
 * that drops its wakers when it finishes, or leaves them to somebody who is about to wake them. */
void lg__wait_on_thread(lg_poll (*poll)(void *future, lg_context *cx, void *out), void *future, void *out);

#endif
