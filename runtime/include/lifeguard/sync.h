/* lifeguard/sync.h: what tasks use to wait for each other.
 *
 * All of it works over wakers alone: between tasks of one runtime or of several, between threads, and in futures that
 * are polled by hand. Every wait is cancel safe: a future that is dropped while it waits leaves its place in the line,
 * and what it had just been given goes to the next. */
#ifndef LIFEGUARD_SYNC_H
#define LIFEGUARD_SYNC_H

#include <lifeguard/active_mutex.h>
#include <lifeguard/barrier.h>
#include <lifeguard/broadcast.h>
#include <lifeguard/mpsc.h>
#include <lifeguard/mpsc_unbounded.h>
#include <lifeguard/mutex.h>
#include <lifeguard/notify.h>
#include <lifeguard/once.h>
#include <lifeguard/oneshot.h>
#include <lifeguard/rwlock.h>
#include <lifeguard/semaphore.h>
#include <lifeguard/watch.h>

#endif
