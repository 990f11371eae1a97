// RUN: %cc -O2 -c %s -o %t.o && %clang %t.o %libs -o %t && %t | FileCheck %s
// RUN: %cc_asan %plugin %s -o %t.asan && %t.asan | FileCheck %s
// Tasks that wait for each other's end are a circle, also with a lock in it.
#include <lifeguard.h>
#include <lifeguard/dump.h>
#include <lifeguard/mutex.h>
#include <stdio.h>

static lg_mutex mutex = LG_MUTEX_INIT;
static lg_task *first, *second, *waiting;

async void joins(lg_task **other)
{
    await lg_join(*other, NULL);
}
async void locks(void)
{
    lg_scoped(lg_mutex_guard) held = await lg_mutex_lock(&mutex);
}
async void holds_and_joins(lg_task **other)
{
    lg_scoped(lg_mutex_guard) held = await lg_mutex_lock(&mutex);
    await lg_join(*other, NULL);
}

async void run(void)
{
    first = spawn(joins(&second));
    second = spawn(joins(&first));
    lg_detach(spawn(holds_and_joins(&waiting)));
    waiting = spawn(locks());
    await lg_yield_now();
    await lg_yield_now();
    lg_dump_tasks(stdout);
}
// CHECK: task 2 "joins" of lifeguard, waits
// CHECK-NEXT: joins at {{.*}}joins.c:14, awaits lg_join
// CHECK-NEXT: lg_join: the end of task 3 "joins"
// CHECK: deadlock: tasks wait for each other
// CHECK-NEXT: task 2 "joins" waits at {{.*}}joins.c:14 for the end of task 3 "joins"
// CHECK-NEXT: task 3 "joins" waits at {{.*}}joins.c:14 for the end of task 2 "joins"
// CHECK-NEXT: deadlock: tasks wait for each other
// CHECK-NEXT: task 4 "holds_and_joins" waits at {{.*}}joins.c:23 for the end of task 5 "locks"
// CHECK-NEXT: task 5 "locks" waits at {{.*}}joins.c:18 for mutex {{.*}}, which task 4 "holds_and_joins" holds as 'held' since {{.*}}joins.c:22
// CHECK-NOT: deadlock

int main(void)
{
    lg_clock_pause();
    block_on(run());
    return 0;
}
