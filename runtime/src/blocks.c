#include "posix.h"

#include "blocks.h"
#include "poison.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { CLASS_COUNT = 23 };
enum { FIRST_CHUNK = 1024, LARGEST_CHUNK = 128 * 1024 };
/* Who has so much gets more in chunks of a huge page: a million tasks are polled in no order, and with small pages each
 * poll would begin with a walk through the page tables. What is not used of such a chunk is little beside the rest. */
enum { MUCH = 8 * 1024 * 1024, HUGE_CHUNK = 2 * 1024 * 1024, CACHE_LINE = 64 };

struct lg__chunk {
    _Alignas(LG__BLOCK_ALIGN) struct lg__chunk *next;
    size_t size;  /* with this header */
    size_t total; /* of this and all before */
};

static struct lg__chunk *new_huge_chunk(void)
{
    struct lg__chunk *chunk = aligned_alloc(HUGE_CHUNK, HUGE_CHUNK);
#ifdef MADV_HUGEPAGE
    if (chunk)
        madvise(chunk, HUGE_CHUNK, MADV_HUGEPAGE); /* where that fails, it is memory as any */
#endif
    return chunk;
}

/* Starts a chunk with room for `size` bytes. */
static bool add_chunk(struct lg__blocks *blocks, size_t size)
{
    size_t table = blocks->lists ? 0 : (CLASS_COUNT + 1) * sizeof *blocks->lists; /* a multiple of 16 bytes */
    size_t want = blocks->chunks ? blocks->chunks->size * 2 : FIRST_CHUNK;
    size_t need = sizeof(struct lg__chunk) + table + size;
    want = want > LARGEST_CHUNK ? LARGEST_CHUNK : want;
    want = want < need ? need : want;
    bool much = blocks->chunks && blocks->chunks->total >= MUCH;
    want = much ? HUGE_CHUNK : want;
    struct lg__chunk *chunk = much ? new_huge_chunk() : malloc(want);
    if (!chunk)
        return false;
    chunk->next = blocks->chunks;
    chunk->size = want;
    chunk->total = want + (blocks->chunks ? blocks->chunks->total : 0);
    blocks->chunks = chunk;
    void *start = much ? (char *)chunk + CACHE_LINE : (void *)(chunk + 1); /* blocks of whole lines are whole lines */
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

void *lg__block_new(struct lg__blocks *blocks, unsigned class)
{
    void *freed = lg__block_take(blocks, class);
    if (freed)
        return freed;
    size_t size = lg__block_size(class);
    if ((size_t)(blocks->end - blocks->next) < size && !add_chunk(blocks, size))
        return NULL;
    void *cut = blocks->next;
    blocks->next += size;
    lg__unpoison(cut, size);
    return cut;
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
