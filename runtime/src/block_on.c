#include "posix.h"

#include "block_on.h"
#include "contract.h"
#include "thread_waker.h"

static lg_poll poll_join(void *joiner, lg_context *cx, void *error)
{
    return lg_joiner_poll(joiner, cx, error);
}

void lg__crew_block_on(lg_runtime *runtime, const lg_future_type *type, void *future, void *out)
{
    lg_task *task = lg__task_new_borrowed(runtime, type, future, out);
    if (!task)
        lg__out_of_memory("block_on");
    lg_task_start(task);
    struct lg_joiner joiner;
    int error;
    lg_joiner_init(&joiner, task, NULL);
    lg__wait_on_thread(poll_join, &joiner, &error);
    if (error)
        lg__violated("block_on_in", "the runtime was dropped");
}
