/* failing_realloc.h: failing.h for tests that are linked with --wrap=realloc, too. */
#ifndef FAILING_REALLOC_H
#define FAILING_REALLOC_H

#include "failing.h"

void *__real_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size);
void *__wrap_realloc(void *memory, size_t size)
{
    if (fails())
        return NULL;
    void *moved = __real_realloc(memory, size);
    atomic_fetch_add(&allocated, moved && !memory);
    return moved;
}

#endif
