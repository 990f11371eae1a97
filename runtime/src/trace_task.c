/* trace_task.c: see trace_task.h. */
#include "posix.h"

#include "span.h"
#include "stamp.h"
#include "task.h"
#include "trace_task.h"

void lg__trace_about(lg_trace_kind kind, const void *what, const lg_future_type *type, unsigned detail, uint64_t number,
                     uint64_t root)
{
    uint64_t *words = lg__trace_begin(kind, LG__ABOUT_WORDS, detail, lg__stamp());
    if (!words)
        return;
    words[LG__ABOUT_WHAT] = (uintptr_t)what;
    words[LG__ABOUT_TYPE] = (uintptr_t)type;
    words[LG__ABOUT_NUMBER] = number;
    words[LG__ABOUT_ROOT] = root;
    lg__trace_commit(words);
}

/* The numbers are those of the span in which a task is spawned, and of its root. */
void lg__trace_task_now(lg_trace_kind kind, struct lg_task *task, unsigned detail)
{
    if (kind == LG_TASK_POLL_END && lg__trace_wanted(LG__WANTS_AGES))
        task->suspended = lg__stamp() | 1; /* which is not 0 */
    if (!lg__trace_wanted(LG_WANTS_TASKS))
        return;
    lg_span *span = kind == LG_TASK_SPAWN ? lg__span_heard(lg_span_current()) : NULL;
    lg__trace_about(kind, task, task->type, detail, span ? span->number : 0, span ? span->root : 0);
}

/* The number is the address of the guard's name; the root that of its hook's, which is not known here. */
void lg__trace_future(lg_trace_kind kind, const lg_future_type *type, const void *future, unsigned state,
                      const char *guard)
{
    lg__trace_about(kind, future, type, state, (uintptr_t)guard, 0);
}
