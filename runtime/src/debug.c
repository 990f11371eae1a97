/* debug.c: what a debugger needs to read the tasks of a stuck process: where in the library's own structs things are.
 *
 * The library is usually built without debug information. This table, found by its name, stands in for it; the debugger
 * script (lifeguard.gdb.py) reads its numbers in the same order. Nothing in the program uses it. */
#include "posix.h"

#include "box.h"
#include "clock.h"
#include "crew.h"
#include "leaf_kinds.h"
#include "runtime.h"
#include "task_future.h"
#include "task_owned.h"
#include "task_shared.h"
#include "timer.h"

#include <lifeguard/futures.h>

extern const size_t lg__debug_layout[];

/* The first number is that of this table's form. */
const size_t lg__debug_layout[] = {
    2,
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
    LG__ABORTING,
    LG__WOKEN,
    offsetof(lg_task, suspended),
    offsetof(struct lg_runtime, clock),
    offsetof(struct lg__clock, now),
    offsetof(struct lg__clock, paused),
    offsetof(struct lg_sleep, timer.deadline),
    offsetof(struct lg_sleep, timer.state),
    offsetof(struct lg_ticking, sleep.timer.deadline),
    offsetof(struct lg_ticking, sleep.timer.state),
    LG__TIMER_AFTER,
    offsetof(struct lg_awaiting_all, count),
    offsetof(struct lg_awaiting_any, count),
    sizeof(lg_future),
    offsetof(lg_future, state),
    LG__BOX_DONE,
};

/* So that every program has these, too. */
extern const struct lg__leaf_kind *const lg__debug_leaf_kinds;
extern const struct lg__guard_kind *const lg__debug_guard_kinds;
const struct lg__leaf_kind *const lg__debug_leaf_kinds = lg__leaf_kinds;
const struct lg__guard_kind *const lg__debug_guard_kinds = lg__guard_kinds;
