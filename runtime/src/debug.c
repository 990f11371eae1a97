/* debug.c: what a debugger needs to read the tasks of a stuck process: where in the library's own structs things are.
 *
 * The library is usually built without debug information. This table, found by its name, stands in for it; the debugger
 * script (lifeguard.gdb.py) reads its numbers in the same order. Nothing in the program uses it. */
#include "posix.h"

#include "crew.h"
#include "runtime.h"
#include "task_future.h"
#include "task_owned.h"
#include "task_shared.h"

#include <lifeguard/future.h>

extern const size_t lg__debug_layout[];

/* The first number is that of this table's form. */
const size_t lg__debug_layout[] = {
    1,
    offsetof(struct lg_runtime, younger),
    offsetof(struct lg_runtime, crew),
    offsetof(struct lg_runtime, name),
    offsetof(struct lg_runtime, oldest),
    offsetof(struct lg__crew, count),
    offsetof(struct lg__crew, workers),
    sizeof(struct lg__worker),
    offsetof(struct lg__worker, oldest),
    offsetof(struct lg__worker, running),
    offsetof(lg_task, shared),
    offsetof(lg_task, owned),
    offsetof(lg_task, type),
    offsetof(lg_task, younger),
    sizeof(lg_task),
    LG__CLOSED,
    LG__ABORT,
    LG__POLLED,
    LG__BORROWED,
    LG__HELD,
    LG__QUEUED,
    LG__RUNNING,
};
