// REQUIRES: plugin
// RUN: %cc_asan %plugin -O1 %s -o %t && %t
// A task whose waits are always over at once lets others run all the same.
#include "check.h"

static bool stop;

async void stop_the_other(void)
{
    stop = true;
}

async void spin_mutex(void)
{
    static lg_mutex mutex = LG_MUTEX_INIT;
    while (!stop) {
        lg_scoped(lg_mutex_guard) guard = await lg_mutex_lock(&mutex);
    }
}

async void spin_semaphore(void)
{
    static lg_semaphore semaphore = LG_SEMAPHORE_INIT(2);
    while (!stop) {
        lg_scoped(lg_semaphore_permit) permit = {0};
        CHECK_INT(await lg_semaphore_acquire(&semaphore, 2, &permit), 0);
    }
}

async void spin_rwlock(void)
{
    static lg_rwlock lock = LG_RWLOCK_INIT;
    while (!stop) {
        lg_scoped(lg_read_guard) guard = await lg_rwlock_read(&lock);
    }
}

async void spin_notify(void)
{
    static lg_notify notify = LG_NOTIFY_INIT;
    while (!stop) {
        lg_notify_one(&notify);
        await lg_notify_wait(&notify);
    }
}

async void spin_barrier(void)
{
    static lg_barrier barrier = LG_BARRIER_INIT(1);
    while (!stop)
        await lg_barrier_wait(&barrier);
}

async void spin_mpsc(void)
{
    lg_scoped(lg_mpsc_sender) tx = {0};
    lg_scoped(lg_mpsc_receiver) rx = {0};
    CHECK_INT(lg_mpsc_new(sizeof(int), 1, NULL, &tx, &rx), 0);
    for (int i = 0, message; !stop; i++) {
        CHECK_INT(await lg_mpsc_send(&tx, &i), 0);
        CHECK_INT(await lg_mpsc_recv(&rx, &message), 0);
        CHECK_INT(message, i);
    }
}

async void spin_unbounded(void)
{
    lg_scoped(lg_mpsc_unbounded_sender) tx = {0};
    lg_scoped(lg_mpsc_unbounded_receiver) rx = {0};
    CHECK_INT(lg_mpsc_unbounded_new(sizeof(int), NULL, &tx, &rx), 0);
    for (int i = 0, message; !stop; i++) {
        CHECK_INT(lg_mpsc_unbounded_send(&tx, &i), 0);
        CHECK_INT(await lg_mpsc_unbounded_recv(&rx, &message), 0);
    }
}

async void spin_broadcast(void)
{
    lg_scoped(lg_broadcast_sender) tx = {0};
    lg_scoped(lg_broadcast_receiver) rx = {0};
    CHECK_INT(lg_broadcast_new(sizeof(int), 1, &tx, &rx), 0);
    for (int i = 0, message; !stop; i++) {
        CHECK_INT(lg_broadcast_send(&tx, &i), 0);
        CHECK_INT(await lg_broadcast_recv(&rx, &message), 0);
    }
}

async void spin_watch(void)
{
    lg_scoped(lg_watch_sender) tx = {0};
    lg_scoped(lg_watch_receiver) rx = {0};
    CHECK_INT(lg_watch_new(sizeof(int), &(int){0}, &tx, &rx), 0);
    for (int i = 0; !stop; i++) {
        CHECK_INT(lg_watch_send(&tx, &i), 0);
        CHECK_INT(await lg_watch_changed(&rx), 0);
    }
}

async void beside(lg_task *spinner)
{
    lg_detach(spawn(stop_the_other()));
    CHECK_INT(await lg_join(spinner, NULL), 0);
    stop = false;
}

async void run(void)
{
    await beside(spawn(spin_mutex()));
    await beside(spawn(spin_semaphore()));
    await beside(spawn(spin_rwlock()));
    await beside(spawn(spin_notify()));
    await beside(spawn(spin_barrier()));
    await beside(spawn(spin_mpsc()));
    await beside(spawn(spin_unbounded()));
    await beside(spawn(spin_broadcast()));
    await beside(spawn(spin_watch()));
}

int main(void)
{
    block_on(run());
    return 0;
}
