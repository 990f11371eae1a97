/* frame.c: the frames of callees whose size the caller's file does not know. */
#include "posix.h"

#include "arena.h"
#include "contract.h"

#include <lifeguard/context.h>

void *lg_frame_new(lg_context *cx, const lg_future_type *type)
{
    void *frame = lg__arena_new(cx->arena, type->size, type->align);
    if (!frame)
        lg__out_of_memory(type->name);
    return frame;
}

void lg_frame_free(void *frame)
{
    lg__arena_free(frame);
}

void lg_frame_drop(const lg_future_type *type, void *frame)
{
    type->drop(frame);
    lg__arena_free(frame);
}
