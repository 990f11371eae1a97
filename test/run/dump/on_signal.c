// RUN: %cc_runtime -O1 %plugin %s -o %t && %t | FileCheck %s
// RUN: %cc_tsan %plugin %s -o %t.tsan && %t.tsan | FileCheck %s
// A signal writes the dump to standard error, also while the thread that could run the tasks does something else.
#include <assert.h>
#include <lifeguard.h>
#include <lifeguard/dump.h>
#include <lifeguard/notify.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static lg_notify bell = LG_NOTIFY_INIT;

async void sleeper(void)
{
    await lg_notify_wait(&bell);
}

async void start(lg_task **task)
{
    *task = spawn(sleeper());
    await lg_yield_now();
}

int main(void)
{
    int ends[2], kept = dup(STDERR_FILENO);
    assert(kept != -1 && pipe(ends) == 0 && dup2(ends[1], STDERR_FILENO) == STDERR_FILENO);
    assert(lg_dump_on_signal(SIGUSR1) == 0);
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.name = "one"});
    lg_task *task;
    block_on_in(runtime, start(&task));
    for (int round = 0; round < 2; round++) {
        char text[2000];
        size_t size = 0;
        raise(SIGUSR1);
        do { /* as far as its last line */
            ssize_t got = read(ends[0], text + size, sizeof text - 1 - size);
            assert(got > 0);
            text[size += (size_t)got] = '\0';
        } while (!strstr(text, "notify 0x") || text[size - 1] != '\n');
        fputs(text, stdout);
    }
    dup2(kept, STDERR_FILENO);
    lg_detach(task);
    lg_runtime_drop(runtime);
}
// CHECK: task 1 "sleeper" of one, waits
// CHECK-NEXT: {{^}}  sleeper at {{.*}}on_signal.c:17, awaits lg_notify_wait
// CHECK-NEXT: {{^}}    lg_notify_wait: notify 0x
// CHECK-NEXT: task 1 "sleeper" of one, waits, for more than
// CHECK-NEXT: {{^}}  sleeper at
// CHECK-NEXT: {{^}}    lg_notify_wait: notify 0x
