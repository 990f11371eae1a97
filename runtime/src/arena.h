/* arena.h: memory for the frames of one outermost future, or of all tasks that one thread runs for a runtime.
 *
 *     | padding | arena, offset, class | frame … |
 *     ^ block                          ^ aligned for its future
 *
 * A frame up to 64 KiB is a block (blocks.h); a larger one is allocated by itself and kept for reuse. The memory goes
 * back when the arena ends.
 *
 * One thread at a time makes frames. They are freed by the same, unless the arena is *shared*: a worker's, from which a
 * future may have moved on. Then other threads return their frames, for the worker to sort in when it needs one. */
#ifndef LG__ARENA_H
#define LG__ARENA_H

#include "atomics.h"
#include "blocks.h"

/* All zero is empty, and holds no memory. */
struct lg__arena {
    struct lg__blocks blocks;
    struct lg__large *larges; /* in use or not; none in a shared arena */
    bool shared;              /* constant */
    _Atomic(struct lg__block *) returned;
};

/* The shared arena that is this thread's, or NULL. */
extern lg__thread_local struct lg__arena *lg__arena_of_thread;

/* A frame of `size` bytes, aligned to `align`, a power of two. `arena` may be NULL: malloc. NULL where memory is out.
 */
void *lg__arena_new(struct lg__arena *arena, size_t size, size_t align);

/* Gives a frame back to where it came from. */
void lg__arena_free(void *frame);

/* Frees everything; no frame may be in use. */
void lg__arena_end(struct lg__arena *arena);

#endif
