// RUN: %cc_asan %plugin %s -o %t.asan && %t.asan | FileCheck %s
// RUN: %cc_tsan %plugin %s -o %t.tsan && %t.tsan | FileCheck %s
// The dump of tasks by a thread that runs none, while workers and a current-thread runtime run theirs; then with a worker
// and a runtime that are held up; and on a signal.
#include <assert.h>
#include <lifeguard.h>
#include <lifeguard/dump.h>
#include <lifeguard/notify.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static lg_notify bell = LG_NOTIFY_INIT;
static sem_t stuck, go_on;
static atomic_bool over;

async void child(int depth)
{
    if (depth > 0)
        await child(depth - 1);
    else
        await lg_notify_wait(&bell);
}

/* Spawns all the time, so that lists of tasks and frames change as much as they can. */
async int nothing(int i)
{
    await lg_yield_now();
    return i;
}
async void busy(void)
{
    while (!over) {
        int got, i = 3;
        lg_task *task = spawn(nothing(i));
        await lg_join(task, &got);
        assert(got == i);
        await lg_yield_now();
    }
}
async void block(void)
{
    await lg_yield_now();
    sem_post(&stuck);
    sem_wait(&go_on); /* what a task must not do */
    await lg_yield_now();
}
async void rest(void)
{
    while (!over)
        await lg_yield_now();
}

static void *run_alone(void *runtime)
{
    block_on_in(runtime, rest());
    return NULL;
}

static void dump_into(char **text)
{
    size_t size;
    FILE *memory = open_memstream(text, &size);
    assert(memory && lg_dump_tasks(memory) == 0);
    fclose(memory);
}

static unsigned count(const char *text, const char *words)
{
    unsigned n = 0;
    for (; (text = strstr(text, words)); text++)
        n++;
    return n;
}

int main(void)
{
    sem_init(&stuck, 0, 0);
    sem_init(&go_on, 0, 0);
    lg_runtime *many = lg_runtime_new(&(lg_runtime_options){.workers = 3, .name = "many"});
    lg_runtime *one = lg_runtime_new(&(lg_runtime_options){.name = "one"});
    for (int i = 0; i < 20; i++)
        lg_detach(spawn_in(many, child(3)));
    for (int i = 0; i < 4; i++)
        lg_detach(spawn_in(many, busy()));
    lg_detach(spawn_in(one, child(1)));
    pthread_t thread;
    pthread_create(&thread, NULL, run_alone, one);
    char *text;
    for (unsigned seen = 0; seen < 21;) { /* until all have been polled */
        dump_into(&text);
        assert(count(text, "\"busy\" of many") == 4);
        assert(count(text, "\"child\" of many") == 20 && count(text, "\"child\" of one") == 1);
    
        seen = count(text, "lg_notify_wait: notify 0x");
        free(text);
    }
    for (int i = 0; i < 20; i++) {
        dump_into(&text);
        assert(count(text, "lg_notify_wait: notify 0x") == 21);
        free(text);
    }
    over = true;
    pthread_join(thread, NULL);

    /* A worker that is held up: of its task only the name, of the others all. */
    lg_detach(spawn_in(many, block()));
    while (sem_wait(&stuck) != 0)
        ;
    dump_into(&text);
    assert(count(text, "\"block\" of many, running on worker ") == 1);
    assert(count(text, "\"block\" holds up its thread: its poll has not ended") == 1);
    assert(count(text, "lg_notify_wait: notify 0x") == 21);
    free(text);
    sem_post(&go_on);

    /* Nobody is inside of `one`; its tasks can be seen all the same. */
    puts("on a signal");
    assert(lg_dump_on_signal(SIGUSR1) == 0 && lg_dump_on_signal(-1) == EINVAL);
    lg_runtime_drop(many);
    dump_into(&text);
    fputs(text, stdout);
    free(text);
    lg_runtime_drop(one);
}
// CHECK: on a signal
// CHECK-NEXT: task 1 "child" of one, waits
// CHECK-NEXT: child at {{.*}}, awaits child
// CHECK-NEXT: child at {{.*}}, awaits lg_notify_wait
// CHECK-NEXT: lg_notify_wait: notify 0x
