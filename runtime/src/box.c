/* box.c: boxed futures.
 *
 *     | type, state, arena, scratch | padding | future … |
 *
 * The arena holds the frames of the callees inside, so that a box can move between runtimes and threads and end
 * anywhere. */
#include "posix.h"

#include "box.h"
#include "contract.h"
#include "result.h"

#include <errno.h>
#include <lifeguard/future.h>
#include <stdint.h>
#include <stdlib.h>

void *lg__aligned_malloc(size_t size, size_t align)
{
    if (align <= _Alignof(max_align_t))
        return malloc(size);
    return aligned_alloc(align, lg__round_up(size, align));
}

static size_t future_offset(const lg_future_type *type)
{
    return lg__round_up(sizeof(struct lg_future), type->align);
}

void *lg__box_future(lg_future *box)
{
    return (char *)box + future_offset(box->type);
}

struct lg_future *lg_future_new(const lg_future_type *type, void **future)
{
    size_t align = type->align > _Alignof(struct lg_future) ? type->align : _Alignof(struct lg_future);
    lg_future *box = lg__aligned_malloc(future_offset(type) + type->size, align);
    if (!box) {
        errno = ENOMEM;
        return NULL;
    }
    *box = (struct lg_future){.type = type, .state = LG__BOX_FRESH};
    *future = lg__box_future(box);
    return box;
}

/* Where an unwanted result goes that is too much for the stack; the same place for every poll. */
static void *scratch_of(lg_future *box)
{
    if (!box->scratch)
        box->scratch = lg__arena_new(&box->arena, box->type->out_size, lg__result_align(box->type));
    if (!box->scratch)
        lg__out_of_memory("lg_future_poll");
    return box->scratch;
}

lg_poll lg_future_poll(lg_future *box, lg_context *cx, void *result)
{
    if (box->state == LG__BOX_DONE)
        lg_polled_after_completion(box->type->name);
    box->state = LG__BOX_STARTED;
    _Alignas(LG__STACK_RESULT_ALIGN) unsigned char unwanted[LG__STACK_RESULT_SIZE];
    if (!result)
        result = lg__result_fits_stack(box->type) ? unwanted : scratch_of(box);
    lg_context inside = {cx->waker, &box->arena, cx->runtime};
    lg_poll poll = box->type->poll(lg__box_future(box), &inside, result);
    if (poll == LG_READY)
        box->state = LG__BOX_DONE;
    return poll;
}

void lg_future_drop(lg_future *box)
{
    if (!box)
        return;
    if (box->state == LG__BOX_STARTED)
        box->type->drop(lg__box_future(box));
    lg__arena_end(&box->arena);
    free(box);
}

bool lg_future_is_finished(const lg_future *box)
{
    return box->state == LG__BOX_DONE;
}

const lg_future_type *lg_future_type_of(const lg_future *box)
{
    return box->type;
}

void lg_boxed_init(struct lg_boxed *self, lg_future *future, void *result)
{
    self->future = future;
    self->result = result;
}

lg_poll lg_boxed_poll(struct lg_boxed *self, lg_context *cx)
{
    return lg_future_poll(self->future, cx, self->result);
}

void lg_boxed_drop(struct lg_boxed *self)
{
    (void)self; /* the box is the caller's, and stays at its yield point */
}
