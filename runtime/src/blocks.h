/* blocks.h: memory in blocks of a few sizes, two to each doubling from 32 bytes to 64 KiB.
 *
 * A freed block goes to the list of its class and is taken from there before anything is cut off a chunk, so that what
 * happened once happens again without malloc. The memory goes back when all the blocks end together. Blocks are aligned
 * to 16 bytes. Who frees a block must know its class. One thread at a time. */
#ifndef LG__BLOCKS_H
#define LG__BLOCKS_H

#include "poison.h"

#include <stdbool.h>
#include <stddef.h>

enum { LG__BLOCK_ALIGN = 16, LG__LARGEST_BLOCK = 64 * 1024 };

struct lg__block {
    struct lg__block *next;
};

/* All zero is empty, and holds no memory. */
struct lg__blocks {
    struct lg__chunk *chunks; /* all, newest first; the oldest begins with the table of free lists */
    struct lg__block **lists; /* by class; in the oldest chunk */
    char *next, *end;         /* what is left of the newest chunk */
};

/* The class of blocks of `size` bytes: of 32, 48, 64, 96, 128, 192, … Blocks are made up to LG__LARGEST_BLOCK. */
static inline unsigned lg__block_class(size_t size)
{
    static const unsigned char small[] = {0, 0, 0, 1, 2, 3, 3, 4, 4, 5, 5, 5, 5, 6, 6, 6, 6}; /* by 16 bytes */
    if (size <= 256)
        return small[(size + 15) / 16];
    unsigned log = 63u - (unsigned)__builtin_clzll((unsigned long long)size - 1); /* 2^log < size <= 2^(log + 1) */
    return (log - 5) * 2 + (size <= (size_t)3 << (log - 1) ? 1 : 2);
}

/* The bytes of a block of that class. */
static inline size_t lg__block_size(unsigned class)
{
    size_t power = (size_t)32 << class / 2;
    return class % 2 ? power + power / 2 : power;
}

/* A block, or NULL where memory is out. */
void *lg__block_new(struct lg__blocks *blocks, unsigned class);

/* A block that was freed, or NULL where there is none. What lg__block_new tries first. */
static inline void *lg__block_take(struct lg__blocks *blocks, unsigned class)
{
    struct lg__block *block = blocks->lists ? blocks->lists[class] : NULL;
    if (block) {
        lg__unpoison(block, lg__block_size(class));
        blocks->lists[class] = block->next;
    }
    return block;
}

/* Whether lg__block_new would take a block that was freed. */
static inline bool lg__block_is_at_hand(const struct lg__blocks *blocks, unsigned class)
{
    return blocks->lists && blocks->lists[class];
}

/* Gives a block back. */
static inline void lg__block_free(struct lg__blocks *blocks, unsigned class, void *block)
{
    struct lg__block *freed = block;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): whoever frees a block knows where it is from. */
    freed->next = blocks->lists[class];
    blocks->lists[class] = freed;
    lg__poison(freed, lg__block_size(class));
}

/* Frees everything, in use or not. */
void lg__blocks_end(struct lg__blocks *blocks);

#endif
