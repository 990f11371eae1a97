/* arena.h: memory for the frames of one outermost future, or of all tasks that one thread runs for a runtime.
 *
 *     | padding | arena, offset, class | frame … |
 *     ^ block                          ^ aligned for its future
 *
 * A frame up to 64 KiB is a block (blocks.h); a larger one is allocated by itself and kept for reuse. The memory goes
 * back when the arena ends. One thread at a time. */
#ifndef LG__ARENA_H
#define LG__ARENA_H

#include "blocks.h"

/* All zero is empty, and holds no memory. */
struct lg__arena {
    struct lg__blocks blocks;
    struct lg__large *larges; /* in use or not */
};

/* A frame of `size` bytes, aligned to `align`, a power of two. `arena` may be NULL: malloc. NULL where memory is out.
 */
void *lg__arena_new(struct lg__arena *arena, size_t size, size_t align);

/* Gives a frame back to where it came from. */
void lg__arena_free(void *frame);

/* Frees everything; no frame may be in use. */
void lg__arena_end(struct lg__arena *arena);

#endif
