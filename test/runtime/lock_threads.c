// REQUIRES: plugin
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// RUN: %cc_tsan %plugin -O1 %s -o %t.tsan && %t.tsan
// Semaphore, read-write lock, mutex, barrier and once between runtimes on several threads, with waits that block and
// waits that are cancelled on the way: never too many inside, and nobody is forgotten.
#include "check.h"
#include <pthread.h>

enum { THREADS = 4, ROUNDS = 1000 };

static lg_semaphore semaphore = LG_SEMAPHORE_INIT(3);
static atomic_int in_use;

async void use_semaphore(int number)
{
    for (int i = 0; i < ROUNDS; i++) {
        size_t count = (size_t)((i + number) % 3 + 1);
        lg_scoped(lg_semaphore_permit) permit = {0};
        int error = EAGAIN;
        if (i % 2)
            error = await lg_semaphore_acquire(&semaphore, count, &permit);
        else
            while (await_any(error = lg_semaphore_acquire(&semaphore, count, &permit), lg_yield_now()) == 1)
                ;
        CHECK_INT(error, 0);
        CHECK(atomic_fetch_add(&in_use, (int)count) + (int)count <= 3);
        await lg_yield_now();
        atomic_fetch_sub(&in_use, (int)count);
    }
}

static lg_rwlock rwlock = LG_RWLOCK_INIT;
static int written[2]; /* always the same */

async void use_rwlock(int number)
{
    for (int i = 0; i < ROUNDS; i++) {
        if ((i + number) % 4 == 0) {
            lg_scoped(lg_write_guard) guard = await lg_rwlock_write(&rwlock);
            int before = written[0]++;
            await lg_yield_now();
            CHECK_INT(written[1]++, before);
            if (i % 3 == 0) {
                lg_scoped(lg_read_guard) read = lg_write_guard_downgrade(&guard);
                CHECK_INT(written[0], before + 1);
            }
        } else {
            lg_scoped(lg_read_guard) guard = {0};
            while (await_any(guard = lg_rwlock_read(&rwlock), lg_yield_now()) == 1)
                ;
            int before = written[0];
            CHECK_INT(written[1], before);
            await lg_yield_now();
            CHECK_INT(written[0], before);
        }
    }
}

static lg_mutex mutex = LG_MUTEX_INIT;
static int counter;

static void use_mutex(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        lg_scoped(lg_mutex_guard) guard = lg_mutex_blocking_lock(&mutex);
        counter++;
    }
}

static lg_barrier barrier = LG_BARRIER_INIT(THREADS), never = LG_BARRIER_INIT(1000);
static atomic_int arrived, last;

async void meet(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        bool leads;
        CHECK_INT(await_any(lg_barrier_wait(&never), lg_yield_now()), 1); /* comes, and leaves again */
        atomic_fetch_add(&arrived, 1);
        leads = await lg_barrier_wait(&barrier);
        CHECK(atomic_load(&arrived) >= (i + 1) * THREADS);
        if (leads)
            atomic_fetch_add(&last, 1);
    }
}

enum { CELLS = 300 };
static lg_once cells[CELLS];
static int made[CELLS];

async void make(int cell)
{
    lg_scoped(lg_once_turn) turn = await lg_once_begin(&cells[cell]);
    if (turn.once) {
        await lg_yield_now();
        made[cell]++;
        lg_once_finish(&turn);
    }
}

async void make_all(void)
{
    for (int i = 0; i < CELLS; i++) {
        int first = await_any(make(i), lg_yield_now()); /* mostly given up half way */
        if (first == 1)
            await make(i);
        CHECK(lg_once_is_made(&cells[i]));
        CHECK_INT(made[i], 1);
    }
}

static void *run(void *number)
{
    block_on(use_semaphore(*(int *)number));
    block_on(use_rwlock(*(int *)number));
    use_mutex();
    block_on(meet());
    block_on(make_all());
    return NULL;
}

int main(void)
{
    pthread_t threads[THREADS];
    int numbers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        numbers[i] = i;
        CHECK_INT(pthread_create(&threads[i], NULL, run, &numbers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    CHECK_INT(lg_semaphore_available(&semaphore), 3);
    CHECK_INT(written[0], THREADS * ROUNDS / 4);
    CHECK_INT(counter, THREADS * ROUNDS);
    CHECK_INT(last, ROUNDS);
    CHECK_INT(never.arrived, 0);
    return 0;
}
