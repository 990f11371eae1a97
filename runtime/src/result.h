/* result.h: where the result of a future goes whose type is known at run time only. */
#ifndef LG__RESULT_H
#define LG__RESULT_H

#include <lifeguard/abi.h>
#include <stddef.h>

/* A result of at most this size and alignment is first stored on the stack. */
enum { LG__STACK_RESULT_SIZE = 256, LG__STACK_RESULT_ALIGN = 64 };

/* The alignment a result needs, at most: C makes every size a multiple of its type's alignment. Bounded by a page. */
static inline size_t lg__result_align(const lg_future_type *type)
{
    size_t align = type->out_size & -type->out_size;
    return align > 4096 ? 4096 : align ? align : 1;
}

/* A result of this size or less, none included, is passed on as a word of this size. */
enum { LG__WORD = 8 };

static inline int lg__result_is_word(const lg_future_type *type)
{
    return type->out_size <= LG__WORD;
}

static inline int lg__result_fits_stack(const lg_future_type *type)
{
    return type->out_size <= LG__STACK_RESULT_SIZE && lg__result_align(type) <= LG__STACK_RESULT_ALIGN;
}

/* `offset`, or as little more as makes it a multiple of `align`. */
static inline size_t lg__round_up(size_t offset, size_t align)
{
    return (offset + align - 1) & ~(align - 1);
}

/* Memory of this size, aligned to a power of two; free() frees it. NULL where memory is out. */
void *lg__aligned_malloc(size_t size, size_t align);

#endif
