/* runtimes.c: see runtimes.h. */
#include "posix.h"

#include "runtime.h"
#include "runtimes.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the list */
lg_runtime *lg__runtimes;                                /* oldest first; a debugger finds it by this name */
extern const size_t lg__debug_layout[];
const size_t *const lg__debug = lg__debug_layout; /* so that every program has the table */
static lg_runtime *youngest;

void lg__runtimes_hold(void)
{
    pthread_mutex_lock(&lock);
}

void lg__runtimes_release(void)
{
    pthread_mutex_unlock(&lock);
}

void lg__runtimes_add(lg_runtime *runtime)
{
    lg__runtimes_hold();
    runtime->younger = NULL;
    runtime->older = youngest;
    if (youngest)
        youngest->younger = runtime;
    else
        lg__runtimes = runtime;
    youngest = runtime;
    lg__runtimes_release();
}

void lg__runtimes_remove(lg_runtime *runtime)
{
    lg__runtimes_hold();
    if (runtime->older)
        runtime->older->younger = runtime->younger;
    else
        lg__runtimes = runtime->younger;
    if (runtime->younger)
        runtime->younger->older = runtime->older;
    else
        youngest = runtime->older;
    lg__runtimes_release();
}

void lg__runtimes_each(void (*look)(lg_runtime *runtime, void *data), void *data)
{
    for (lg_runtime *runtime = lg__runtimes; runtime; runtime = runtime->younger)
        look(runtime, data);
}
