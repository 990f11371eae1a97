// REQUIRES: plugin
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan
// RUN: %cc_tsan %plugin -O1 %s -o %t.tsan && %t.tsan
// Semaphore, read-write lock, mutex, barrier and once between runtimes on several threads, with waits that block and
// waits that are cancelled on the way: never too many inside, and nobody is forgotten.
#include "check.h"
#include <lifeguard/join_set.h>
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
        for (int attempts = i % 3; error == EAGAIN && attempts; attempts--)
            await_any(lg_yield_now(), error = lg_semaphore_acquire(&semaphore, count, &permit));
        if (error == EAGAIN)
            error = await lg_semaphore_acquire(&semaphore, count, &permit);
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
            if (await_any(guard = lg_rwlock_read(&rwlock), lg_yield_now()) == 1)
                guard = await lg_rwlock_read(&rwlock);
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

/* The same by tasks that move between the workers of one runtime. */

static lg_active_mutex active = LG_ACTIVE_MUTEX_INIT;
static int active_counter; /* under `active` */

async void use_active_mutex(void)
{
    lg_scoped(lg_active_guard) guard = lg_active_mutex_lock(&active);
    for (int i = 0; i < ROUNDS; i++) {
        int before = active_counter++;
        CHECK_INT(active_counter, before + 1);
        await lg_yield_now();
    }
}

async void use_mutex_async(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        lg_scoped(lg_mutex_guard) guard = {0};
        if (await_any(lg_yield_now(), guard = lg_mutex_lock(&mutex)) == 0)
            guard = await lg_mutex_lock(&mutex);
        int before = counter;
        if (i % 8 == 0)
            await lg_yield_now();
        counter = before + 1;
    }
}

async void run_tasks(void)
{
    lg_scoped(lg_join_set) set = {0};
    int error;
    CHECK_INT(lg_join_set_new(&set), 0);
    for (int i = 0; i < THREADS; i++) {
        CHECK_INT(lg_join_set_add(&set, spawn(use_semaphore(i))), 0);
        CHECK_INT(lg_join_set_add(&set, spawn(use_rwlock(i))), 0);
        CHECK_INT(lg_join_set_add(&set, spawn(use_mutex_async())), 0);
        CHECK_INT(lg_join_set_add(&set, spawn(use_active_mutex())), 0);
        CHECK_INT(lg_join_set_add(&set, spawn(meet())), 0);
        CHECK_INT(lg_join_set_add(&set, spawn(make_all())), 0);
    }
    while ((error = await lg_join_set_next(&set, NULL)) != ENOENT)
        CHECK_INT(error, 0);
}

static void check_and_reset(void)
{
    CHECK_INT(lg_semaphore_available(&semaphore), 3);
    CHECK_INT(written[0], THREADS * ROUNDS / 4);
    CHECK_INT(counter, THREADS * ROUNDS);
    CHECK_INT(last, ROUNDS);
    CHECK_INT(never.arrived, 0);
    written[0] = written[1] = counter = 0;
    last = 0;
    arrived = 0;
    for (int i = 0; i < CELLS; i++) {
        cells[i] = (lg_once)LG_ONCE_INIT;
        made[i] = 0;
    }
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
    check_and_reset();

    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = THREADS});
    CHECK(runtime);
    block_on_in(runtime, run_tasks());
    check_and_reset();
    CHECK_INT(active_counter, THREADS * ROUNDS);
    lg_runtime_drop(runtime);
    return 0;
}
