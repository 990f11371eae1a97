/* task_future.h: the future in a task, and its result.
 *
 * The future stands behind the header; its result in the same bytes once it is done, or behind it if the stack can not
 * hold the result while the future runs. */
#ifndef LG__TASK_FUTURE_H
#define LG__TASK_FUTURE_H

#include "result.h"
#include "task.h"
#include <lifeguard/context.h>
#include <string.h>

_Static_assert(sizeof(lg_task) % LG__WORD == 0, "a result that is a word stands right behind the header");

static inline size_t lg__task_future_offset(const lg_future_type *type)
{
    return lg__round_up(sizeof(lg_task), type->align);
}

static inline size_t lg__task_result_offset(const lg_future_type *type)
{
    size_t after = lg__result_fits_stack(type) ? sizeof(lg_task) : lg__task_future_offset(type) + type->size;
    return lg__round_up(after, lg__result_align(type));
}

static inline struct lg__borrowed *lg__task_borrowed(lg_task *task)
{
    void *behind = task + 1;
    return behind;
}

/* Where the future of a task that is not BORROWED is, and, once it is FINISHED, the result if it has one. */
static inline void *lg__task_future(lg_task *task)
{
    return (char *)task + lg__task_future_offset(task->type);
}

static inline void *lg__task_result(lg_task *task)
{
    const lg_future_type *type = task->type;
    return lg__result_is_word(type) ? (void *)(task + 1) : (char *)task + lg__task_result_offset(type);
}

/* What the result has room for: one that is a word or less may be written as a word. */
static inline size_t lg__task_result_room(const lg_future_type *type)
{
    return lg__result_is_word(type) ? LG__WORD : type->out_size;
}

/* Polls a future whose result waits on the stack, since the future is still where it goes. A function of its own, for
 * the sake of those that have none. */
static __attribute__((noinline)) lg_poll lg__task_poll_by_stack(lg_task *task, lg_context *cx)
{
    _Alignas(LG__STACK_RESULT_ALIGN) unsigned char result[LG__STACK_RESULT_SIZE];
    lg_poll poll = task->type->poll(lg__task_future(task), cx, result);
    if (poll == LG_READY)
        memcpy(lg__task_result(task), result, task->type->out_size);
    return poll;
}

/* By whoever may poll the task; `owned` is what its word of that name holds. */
static inline lg_poll lg__task_poll_future(lg_task *task, lg_context *cx, uint32_t owned)
{
    const lg_future_type *type = task->type;
    if (owned & LG__BORROWED)
        return type->poll(lg__task_borrowed(task)->future, cx, lg__task_borrowed(task)->out);
    if (lg__result_is_word(type)) { /* or none at all, which is not stored then */
        uint64_t word = 0;
        lg_poll poll = type->poll(lg__task_future(task), cx, &word);
        if (poll == LG_READY && type->out_size)
            memcpy(task + 1, &word, LG__WORD);
        return poll;
    }
    if (!lg__result_fits_stack(type))
        return type->poll(lg__task_future(task), cx, lg__task_result(task));
    return lg__task_poll_by_stack(task, cx);
}

/* Cancels the future, if it was ever polled. */
static inline void lg__task_drop_future(lg_task *task, uint32_t owned)
{
    if (owned & LG__POLLED)
        task->type->drop(owned & LG__BORROWED ? lg__task_borrowed(task)->future : lg__task_future(task));
}

#endif
