#include "posix.h"

#include "arena.h"
#include "poison.h"

#include <stdint.h>
#include <stdlib.h>

/* Beyond the classes of blocks. */
enum { CLASS_LARGE = 64, CLASS_MALLOC };

/* Stands just before the frame. */
struct header {
    struct lg__arena *arena; /* NULL with CLASS_MALLOC */
    uint32_t offset;         /* from the block to the frame */
    uint32_t class;
};
enum { HEADER = LG__BLOCK_ALIGN };
_Static_assert(sizeof(struct header) <= HEADER, "the header of a frame fits in the smallest alignment");

struct lg__large {
    _Alignas(LG__BLOCK_ALIGN) struct lg__large *next;
    size_t size; /* of what is behind this header */
    bool in_use;
};

/* A frame on its way back to its arena. */
struct returned {
    struct lg__block link;
    uint32_t class;
};

lg__thread_local struct lg__arena *lg__arena_of_thread;

static char *round_up(char *address, size_t align)
{
    return address + (-(uintptr_t)address & (align - 1));
}

/* Sizes are those that classes would have: with the same requests again, each finds what it had before. */
static void *new_large(struct lg__arena *arena, size_t size)
{
    size = lg__block_size(lg__block_class(size));
    struct lg__large *large = arena->larges;
    while (large && (large->in_use || large->size != size))
        large = large->next;
    if (!large) {
        large = malloc(sizeof *large + size);
        if (!large)
            return NULL;
        large->next = arena->larges;
        large->size = size;
        arena->larges = large;
    }
    large->in_use = true;
    lg__unpoison(large + 1, large->size);
    return large + 1;
}

/* Sorts in what other threads have freed. The acquire pairs with the release in give_back. */
static void take_returned(struct lg__arena *arena)
{
    for (struct lg__block *block = lg__exchange_acquire(&arena->returned, NULL), *next; block; block = next) {
        next = block->next;
        lg__block_free(&arena->blocks, ((struct returned *)block)->class, block);
    }
}

/* No block is ever taken alone from `returned`, so that the usual hazard of such a list does not arise. */
static void give_back(struct lg__arena *arena, void *block, uint32_t class)
{
    struct returned *returned = block;
    returned->class = class;
    returned->link.next = lg__load_relaxed(&arena->returned);
    while (!lg__cas_release(&arena->returned, &returned->link.next, &returned->link))
        ;
}

static unsigned class_of(const struct lg__arena *arena, size_t size)
{
    if (!arena)
        return CLASS_MALLOC;
    if (size > LG__LARGEST_BLOCK)
        return arena->shared ? CLASS_MALLOC : CLASS_LARGE;
    return lg__block_class(size);
}

static void *new_block(struct lg__arena *arena, unsigned class, size_t size)
{
    switch (class) {
    case CLASS_MALLOC:
        return malloc(size);
    case CLASS_LARGE:
        return new_large(arena, size);
    default:
        if (lg__load_relaxed(&arena->returned) && !lg__block_is_at_hand(&arena->blocks, class))
            take_returned(arena);
        return lg__block_new(&arena->blocks, class);
    }
}

/* The frame in `block`, `offset` behind its beginning. */
static void *frame_in(char *block, size_t offset, struct lg__arena *arena, unsigned class)
{
    struct header *header = (void *)(block + offset - sizeof(struct header));
    *header = (struct header){arena, (uint32_t)offset, class};
    return block + offset;
}

static void *new_frame(struct lg__arena *arena, size_t size, size_t align)
{
    size_t room = HEADER + (align > LG__BLOCK_ALIGN ? align - LG__BLOCK_ALIGN : 0);
    if (size > SIZE_MAX / 4 || room > UINT32_MAX)
        return NULL;
    room += size;
    unsigned class = class_of(arena, room);
    char *block = new_block(arena, class, room);
    if (!block)
        return NULL;
    char *frame = align > LG__BLOCK_ALIGN ? round_up(block + HEADER, align) : block + HEADER;
    return frame_in(block, (size_t)(frame - block), arena, class);
}

void *lg__arena_new(struct lg__arena *arena, size_t size, size_t align)
{
    /* Nearly always a frame of that size was freed before. */
    if (arena && align <= LG__BLOCK_ALIGN && size <= LG__LARGEST_BLOCK - HEADER) {
        unsigned class = lg__block_class(size + HEADER);
        void *block = lg__block_take(&arena->blocks, class);
        if (block)
            return frame_in(block, HEADER, arena, class);
    }
    return new_frame(arena, size, align);
}

void lg__arena_free(void *frame)
{
    struct header *header = (struct header *)frame - 1;
    void *block = (char *)frame - header->offset;
    if (header->class == CLASS_MALLOC) {
        free(block);
    } else if (header->class == CLASS_LARGE) {
        struct lg__large *large = (struct lg__large *)block - 1;
        large->in_use = false;
        lg__poison(block, large->size);
    } else if (header->arena->shared && header->arena != lg__arena_of_thread) {
        give_back(header->arena, block, header->class);
    } else {
        lg__block_free(&header->arena->blocks, header->class, block);
    }
}

void lg__arena_end(struct lg__arena *arena)
{
    lg__blocks_end(&arena->blocks);
    for (struct lg__large *large = arena->larges, *next; large; large = next) {
        next = large->next;
        lg__unpoison(large + 1, large->size);
        free(large);
    }
    *arena = (struct lg__arena){.larges = NULL};
}
