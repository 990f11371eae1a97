/* blocking.h: a runtime's pool of threads for calls that block.
 *
 * Jobs are run first come, first served. A thread is started when there are more jobs than idle threads, up to a
 * number; it ends when it has been idle for a while. A thread that ends is joined by the next one that does, and the
 * last by lg__blocking_close. */
#ifndef LG__BLOCKING_H
#define LG__BLOCKING_H

#include <lifeguard/blocking.h>
#include <lifeguard/runtime.h>
#include <stddef.h>
#include <stdint.h>

/* The runtime's pool, made at the first call. NULL with errno ENOMEM or what the system says. By a thread that polls
 * for the runtime. */
struct lg__blocking *lg__runtime_blocking(lg_runtime *runtime);

struct lg__blocking *lg__blocking_new(lg_runtime *runtime, unsigned most_threads, uint64_t idle_ms, const char *name);

/* Whoever may still use the pool holds a reference; lg__blocking_new gives the first. */
void lg__blocking_retain(struct lg__blocking *pool);
void lg__blocking_release(struct lg__blocking *pool);

/* Hands in a job, which must live until it has been run or withdrawn: 0, EAGAIN, ECANCELED. Its `run` is called once,
 * by a thread of the pool, or by lg__blocking_close as `canceled`. Any thread. */
int lg__blocking_submit(struct lg__blocking *pool, struct lg__job *job);

/* Takes back a job that no thread has begun. False: one has. Any thread. */
bool lg__blocking_withdraw(struct lg__blocking *pool, struct lg__job *job);

/* No job is taken any more. Those that wait in line are run as canceled; waits for those under way, and ends the
 * threads. Once. */
void lg__blocking_close(struct lg__blocking *pool);

/* The pool's lock, for what jobs and those who wait for them share; jobs' `run` is called without it. */
void lg__blocking_lock(struct lg__blocking *pool);
void lg__blocking_unlock(struct lg__blocking *pool);

/* With the lock. Waits for lg__blocking_said, which tells all that something has changed. */
void lg__blocking_wait(struct lg__blocking *pool);
void lg__blocking_said(struct lg__blocking *pool);

/* Whether some job waits or is under way. Any thread. */
bool lg__blocking_is_busy(struct lg__blocking *pool);

/* How many threads there are, and how many jobs wait in line. Any thread. */
void lg__blocking_count(struct lg__blocking *pool, unsigned *threads, size_t *queued);

#endif
