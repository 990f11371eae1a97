/* trace_task.h: tells who wants to know what becomes of tasks, and of futures. What the runtime calls: a load and a
 * branch while nobody wants it. The record, behind what all have: the task, or the future; its type; two numbers. */
#ifndef LG__TRACE_TASK_H
#define LG__TRACE_TASK_H

#include "trace_buffer.h"

enum { LG__ABOUT_WHAT = 2, LG__ABOUT_TYPE, LG__ABOUT_NUMBER, LG__ABOUT_ROOT, LG__ABOUT_WORDS };

/* Among what anybody wants: that tasks are noted at the end of their polls. */
#define LG__WANTS_AGES 0x80000000u

/* From now on that is wanted. Since when it is; 0: it is not. */
void lg__trace_note_ages(void);
lg_instant lg__trace_ages_noted_since(void);

/* How the value of an LG_FUTURE_VALUE is to be read: an lg_field_kind, or this one, a pointer. */
enum { LG__POINTER_VALUE = LG_TEXT_FIELD + 1 };

/* Records it, whoever wants it. */
void lg__trace_about(lg_trace_kind kind, const void *what, const lg_future_type *type, unsigned detail, uint64_t number,
                     uint64_t root);

void lg__trace_task_now(lg_trace_kind kind, struct lg_task *task, unsigned detail);

/* Any thread, holding a reference. */
static inline void lg__trace_task(lg_trace_kind kind, struct lg_task *task, unsigned detail)
{
    if (lg__trace_wanted(LG_WANTS_TASKS | LG__WANTS_AGES))
        lg__trace_task_now(kind, task, detail);
}

#endif
