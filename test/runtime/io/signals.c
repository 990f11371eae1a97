// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// RUN: %cc_tsan %plugin -O1 %s -o %t.tsan && %t.tsan
// One signal, several runtimes that wait for it, of both kinds and on several threads: each of them hears it.
#include "io.h"
#include <lifeguard/signal.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>

enum { THREADS = 3, ROUNDS = 20 };

static sem_t opened;
static atomic_int heard;

async void hear(lg_signal *signal)
{
    CHECK_INT(await lg_signal_wait(signal), 0);
    atomic_fetch_add(&heard, 1);
}

static void *listen_here(void *unused)
{
    lg_signal signal = {0};
    CHECK_INT(lg_signal_open(&signal, SIGUSR1), 0);
    sem_post(&opened);
    block_on(hear(&signal));
    lg_signal_drop(&signal);
    return unused;
}

int main(void)
{
    sem_init(&opened, 0, 0);
    lg_runtime *workers = lg_runtime_new(&(lg_runtime_options){.workers = 2});
    for (int round = 1; round <= ROUNDS; round++) {
        pthread_t threads[THREADS];
        lg_signal signal = {0};
        CHECK_INT(lg_signal_open(&signal, SIGUSR1), 0);
        lg_task *task = spawn_in(workers, hear(&signal));
        for (int i = 0; i < THREADS; i++)
            CHECK_INT(pthread_create(&threads[i], NULL, listen_here, NULL), 0);
        for (int i = 0; i < THREADS; i++)
            sem_wait(&opened);
        raise(SIGUSR1);
        for (int i = 0; i < THREADS; i++)
            CHECK_INT(pthread_join(threads[i], NULL), 0);
        CHECK_INT(block_on(lg_join(task, NULL)), 0);
        CHECK_INT(atomic_load(&heard), round * (THREADS + 1));
        lg_signal_drop(&signal);
    }
    lg_runtime_drop(workers);
    sem_destroy(&opened);
    return 0;
}
