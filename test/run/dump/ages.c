// RUN: %cc -O2 -c %s -o %t.o && %clang %t.o %libs -o %t && %t noted | FileCheck --check-prefix=NOTED %s
// RUN: %t | FileCheck --check-prefix=NOT-NOTED %s
// Where ages are noted from the beginning, the first dump knows how long a task has waited; else it says nothing of it.
#include <lifeguard.h>
#include <lifeguard/dump.h>

async void wait_long(void)
{
    await lg_sleep_ms(10000);
}
// NOTED: task 2 "wait_long" of lifeguard, waits, for 2.250 s so far
// NOT-NOTED: task 2 "wait_long" of lifeguard, waits{{$}}

async void run(void)
{
    lg_detach(spawn(wait_long()));
    await lg_sleep_ms(2250);
    lg_dump_tasks(stdout);
}

int main(int count, char **arguments)
{
    (void)arguments;
    lg_clock_pause();
    if (count > 1)
        lg_dump_note_ages();
    block_on(run());
    return 0;
}
