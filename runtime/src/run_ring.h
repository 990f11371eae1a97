/* run_ring.h: the queue of one worker: a ring of tasks, first in, first out, and in front of it one *next* task.
 *
 *     head                tail
 *      v                   v
 *     | a | b | c | d | e |   |   |      next: f
 *
 * The worker appends at the tail. Everybody takes from the head, by moving it on in one step after having copied what
 * they take: who is too late finds the head changed and copied for nothing. `head` and `tail` count on without end;
 * their remainders are places. (After the run queue of Go's scheduler, runtime/proc.go; Chase and Lev's deque is its
 * last-in, first-out relative.)
 *
 * The next task is what was woken last, by the task that runs: running it first finds its data in the caches. Others
 * take it only if they have looked for long (lg__ring_steal_next). */
#ifndef LG__RUN_RING_H
#define LG__RUN_RING_H

#include "atomics.h"
#include <lifeguard/task.h>
#include <stdbool.h>
#include <stdint.h>

/* A power of two. Small in the paranoid build, so that queues overflow. */
#ifdef LIFEGUARD_PARANOID
enum { LG__RING_SIZE = 4 };
#else
enum { LG__RING_SIZE = 256 };
#endif

/* All zero is empty. */
struct lg__ring {
    _Atomic(uint32_t) tail; /* the worker's */
    _Alignas(64) _Atomic(uint32_t) head;
    _Atomic(lg_task *) next;
    _Atomic(lg_task *) tasks[LG__RING_SIZE];
};

/* For the worker. Appends; false if the ring is full. */
bool lg__ring_push(struct lg__ring *ring, lg_task *task);

/* For the worker. Takes the first, or NULL. */
lg_task *lg__ring_pop(struct lg__ring *ring);

/* For the worker. Takes the first half out of a full ring, linked by `next`: how many, and the last in `*last`. 0 if
 * others have made room meanwhile. */
unsigned lg__ring_take_half(struct lg__ring *ring, lg_task **first, lg_task **last);

/* For a worker with the empty ring `to`. Moves half of what is in `from`, rounded up, and gives one of it to be run
 * now; `*count` is how many were moved. NULL if there was nothing. */
lg_task *lg__ring_steal(struct lg__ring *from, struct lg__ring *to, unsigned *count);

/* Anybody; exact for the worker itself, but for what others take. */
static inline uint32_t lg__ring_count(struct lg__ring *ring)
{
    uint32_t head = lg__load_acquire(&ring->head);
    uint32_t tail = lg__load_acquire(&ring->tail);
    return tail - head;
}

/* For the worker. Puts `task` in front; what was there, or NULL. */
static inline lg_task *lg__ring_put_next(struct lg__ring *ring, lg_task *task)
{
    return lg__exchange_acq_rel(&ring->next, task);
}

/* Anybody. Takes the next task, or NULL. */
static inline lg_task *lg__ring_take_next(struct lg__ring *ring)
{
    return lg__load_relaxed(&ring->next) ? lg__exchange_acquire(&ring->next, NULL) : NULL;
}

#endif
