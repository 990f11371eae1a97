/* blocks.h: memory in blocks of a few sizes, two to each doubling from 32 bytes to 64 KiB.
 *
 * A freed block goes to the list of its class and is taken from there before anything is cut off a chunk, so that what
 * happened once happens again without malloc. The memory goes back when all the blocks end together. Blocks are aligned
 * to 16 bytes. Who frees a block must know its class. One thread at a time. */
#ifndef LG__BLOCKS_H
#define LG__BLOCKS_H

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

/* The class of blocks of `size` bytes, and the bytes of such a block. Blocks are made up to LG__LARGEST_BLOCK. */
unsigned lg__block_class(size_t size);
size_t lg__block_size(unsigned class);

/* A block, or NULL where memory is out. */
void *lg__block_new(struct lg__blocks *blocks, unsigned class);

/* Whether lg__block_new would take a block that was freed. */
bool lg__block_is_at_hand(const struct lg__blocks *blocks, unsigned class);

/* Gives a block back. */
void lg__block_free(struct lg__blocks *blocks, unsigned class, void *block);

/* Frees everything, in use or not. */
void lg__blocks_end(struct lg__blocks *blocks);

#endif
