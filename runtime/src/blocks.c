#include "posix.h"

#include "blocks.h"
#include "poison.h"

#include <stdint.h>
#include <stdlib.h>

enum { CLASS_COUNT = 23 };
enum { FIRST_CHUNK = 1024, LARGEST_CHUNK = 128 * 1024 };

struct lg__chunk {
    _Alignas(LG__BLOCK_ALIGN) struct lg__chunk *next;
    size_t size; /* with this header */
};

/* 32, 48, 64, 96, 128, 192, … */
unsigned lg__block_class(size_t size)
{
    if (size <= 32)
        return 0;
    unsigned log = 63u - (unsigned)__builtin_clzll((unsigned long long)size - 1); /* 2^log < size <= 2^(log + 1) */
    return (log - 5) * 2 + (size <= (size_t)3 << (log - 1) ? 1 : 2);
}

size_t lg__block_size(unsigned class)
{
    size_t power = (size_t)32 << class / 2;
    return class % 2 ? power + power / 2 : power;
}

/* Starts a chunk with room for `size` bytes. */
static bool add_chunk(struct lg__blocks *blocks, size_t size)
{
    size_t table = blocks->lists ? 0 : (CLASS_COUNT + 1) * sizeof *blocks->lists; /* a multiple of 16 bytes */
    size_t want = blocks->chunks ? blocks->chunks->size * 2 : FIRST_CHUNK;
    size_t need = sizeof(struct lg__chunk) + table + size;
    want = want > LARGEST_CHUNK ? LARGEST_CHUNK : want;
    want = want < need ? need : want;
    struct lg__chunk *chunk = malloc(want);
    if (!chunk)
        return false;
    chunk->next = blocks->chunks;
    chunk->size = want;
    blocks->chunks = chunk;
    void *start = chunk + 1;
    if (table) {
        blocks->lists = (struct lg__block **)start;
        for (unsigned i = 0; i < CLASS_COUNT; i++)
            blocks->lists[i] = NULL;
    }
    blocks->next = (char *)start + table;
    blocks->end = (char *)chunk + want;
    lg__poison(blocks->next, (size_t)(blocks->end - blocks->next));
    return true;
}

bool lg__block_is_at_hand(const struct lg__blocks *blocks, unsigned class)
{
    return blocks->lists && blocks->lists[class];
}

void *lg__block_new(struct lg__blocks *blocks, unsigned class)
{
    size_t size = lg__block_size(class);
    struct lg__block *block;
    if (lg__block_is_at_hand(blocks, class)) {
        block = blocks->lists[class];
        lg__unpoison(block, size);
        blocks->lists[class] = block->next;
        return block;
    }
    if ((size_t)(blocks->end - blocks->next) < size && !add_chunk(blocks, size))
        return NULL;
    void *cut = blocks->next;
    blocks->next += size;
    lg__unpoison(cut, size);
    return cut;
}

void lg__block_free(struct lg__blocks *blocks, unsigned class, void *block)
{
    struct lg__block *freed = block;
    freed->next = blocks->lists[class];
    blocks->lists[class] = freed;
    lg__poison(freed, lg__block_size(class));
}

void lg__blocks_end(struct lg__blocks *blocks)
{
    for (struct lg__chunk *chunk = blocks->chunks, *next; chunk; chunk = next) {
        next = chunk->next;
        lg__unpoison(chunk, chunk->size);
        free(chunk);
    }
    *blocks = (struct lg__blocks){0};
}
