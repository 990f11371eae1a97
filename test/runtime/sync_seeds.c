// REQUIRES: plugin
// RUN: %cc_runtime %plugin -O2 %s -o %t && %t 1 10000
// RUN: %cc_asan %plugin -O1 %s -o %t.asan && %t.asan 10001 11000
// What tasks wait for, under schedulers that take any runnable task, as a seed decides: waits are cancelled at random,
// ends go at random, and whatever the order, nobody is forgotten, nobody gets in where others are, and no message is
// lost. `PROGRAM FIRST LAST` tries the seeds from FIRST to LAST; a seed that fails is named.
#include "check.h"
#include <lifeguard/cancel.h>
#include <lifeguard/join_set.h>

static uint64_t seed, state;

static unsigned below(unsigned end)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % end;
}

static bool chance(unsigned of)
{
    return below(of) == 0;
}

#define SEED_CHECK(condition)                                                                                          \
    ((condition) ? (void)0                                                                                             \
                 : (fprintf(stderr, "%s:%d: seed %llu: not so: %s\n", __FILE__, __LINE__, (unsigned long long)seed,    \
                            #condition),                                                                               \
                    abort()))

/* Awaits `operand` to its end, after some attempts that are given up: when it is still pending, or when it may be ready
 * and is not asked any more. */
#define AWAIT_STUBBORNLY(operand)                                                                                      \
    do {                                                                                                               \
        while (!chance(3))                                                                                             \
            if (chance(2) ? await_any(operand, lg_yield_now()) == 0 : await_any(lg_yield_now(), operand) == 1)         \
                goto CONCAT(over_, __LINE__);                                                                          \
        await_all(operand);                                                                                            \
        CONCAT(over_, __LINE__) :;                                                                                     \
    } while (0)
#define CONCAT(a, b)  CONCAT_(a, b)
#define CONCAT_(a, b) a##b

async void linger(void)
{
    for (unsigned turns = below(3); turns; turns--)
        await lg_yield_now();
}

/* Joins all, each of which ended by itself. */
async void join_all(lg_join_set *set)
{
    int error;
    while ((error = await lg_join_set_next(set, NULL)) != ENOENT)
        SEED_CHECK(error == 0);
}

static void add(lg_join_set *set, lg_task *task)
{
    SEED_CHECK(lg_join_set_add(set, task) == 0);
}

enum { TASKS = 5 };

/* Locks: a mutex, a semaphore, a read-write lock. */

static lg_mutex mutex;
static lg_semaphore semaphore;
static lg_rwlock rwlock;
static unsigned in_mutex, in_semaphore, readers, writers;

async void use_locks(void)
{
    for (int i = 0; i < 3; i++) {
        {
            lg_scoped(lg_mutex_guard) guard = {0};
            AWAIT_STUBBORNLY(guard = lg_mutex_lock(&mutex));
            SEED_CHECK(in_mutex++ == 0);
            await linger();
            SEED_CHECK(--in_mutex == 0);
        }
        {
            lg_scoped(lg_semaphore_permit) permit = {0};
            unsigned count = below(4);
            int error;
            AWAIT_STUBBORNLY(error = lg_semaphore_acquire(&semaphore, count, &permit));
            SEED_CHECK(error == 0 && (in_semaphore += count) <= 3);
            await linger();
            in_semaphore -= count;
        }
        if (chance(3)) {
            lg_scoped(lg_write_guard) guard = {0};
            AWAIT_STUBBORNLY(guard = lg_rwlock_write(&rwlock));
            SEED_CHECK(writers++ == 0 && readers == 0);
            await linger();
            writers--;
            if (chance(2)) {
                lg_scoped(lg_read_guard) read = lg_write_guard_downgrade(&guard);
                SEED_CHECK(writers == 0 && ++readers);
                await linger();
                readers--;
            }
        } else {
            lg_scoped(lg_read_guard) guard = {0};
            AWAIT_STUBBORNLY(guard = lg_rwlock_read(&rwlock));
            SEED_CHECK(writers == 0 && ++readers);
            await linger();
            readers--;
        }
    }
}

async void locks(void)
{
    lg_scoped(lg_join_set) set = {0};
    SEED_CHECK(lg_join_set_new(&set) == 0);
    mutex = (lg_mutex)LG_MUTEX_INIT;
    semaphore = (lg_semaphore)LG_SEMAPHORE_INIT(3);
    rwlock = (lg_rwlock)LG_RWLOCK_INIT;
    for (int i = 0; i < TASKS; i++)
        add(&set, spawn(use_locks()));
    await join_all(&set);
    SEED_CHECK(lg_semaphore_available(&semaphore) == 3);
    SEED_CHECK(lg_semaphore_available(&rwlock.permits) == LG_RWLOCK_READERS);
    SEED_CHECK(!mutex.locked);
}

/* Queues. */

/* Receives into `message` until `enough` were received, or there is no more: each sender's in order. */
#define RECEIVE_IN_ORDER(receive)                                                                                      \
    for (int next[TASKS] = {0}, error = 0; received < enough && !error;) {                                             \
        AWAIT_STUBBORNLY(error = receive);                                                                             \
        if (!error) {                                                                                                  \
            SEED_CHECK(message[1] == next[message[0]]++);                                                              \
            received++;                                                                                                \
            await linger();                                                                                            \
        }                                                                                                              \
    }

/* The bounded queue. */

enum { EACH = 6 };
static unsigned accepted, lost;

static void count_lost(void *message)
{
    (void)message;
    lost++;
}

async void send_some(lg_mpsc_sender moved, int from)
{
    lg_scoped(lg_mpsc_sender) tx = moved;
    for (int i = 0; i < EACH; i++) {
        int message[2] = {from, i}, error;
        AWAIT_STUBBORNLY(error = lg_mpsc_send(&tx, message));
        if (error) {
            SEED_CHECK(error == EPIPE);
            return;
        }
        accepted++;
        await linger();
    }
}

async void bounded_queue(void)
{
    lg_scoped(lg_join_set) set = {0};
    lg_scoped(lg_mpsc_receiver) rx = {0};
    lg_mpsc_sender tx;
    int message[2];
    unsigned senders = 1 + below(TASKS), received = 0, enough = chance(2) ? ~0u : below(EACH * senders);
    accepted = lost = 0;
    SEED_CHECK(lg_join_set_new(&set) == 0);
    SEED_CHECK(lg_mpsc_new(sizeof message, 1 + below(3), count_lost, &tx, &rx) == 0);
    for (unsigned i = 0; i < senders; i++)
        add(&set, spawn(send_some(lg_mpsc_sender_clone(&tx), (int)i)));
    lg_mpsc_sender_drop(&tx);
    RECEIVE_IN_ORDER(lg_mpsc_recv(&rx, message));
    SEED_CHECK(enough != ~0u || received == EACH * senders);
    if (chance(2))
        lg_mpsc_receiver_drop(&rx);
    else
        lg_mpsc_close(&rx);
    await join_all(&set);
    lg_mpsc_receiver_drop(&rx);
    SEED_CHECK(accepted == received + lost);
}

/* The unbounded queue: a sender never waits; a receiver that goes leaves what was sent to be dropped. */

async void send_without_waiting(lg_mpsc_unbounded_sender moved, int from)
{
    lg_scoped(lg_mpsc_unbounded_sender) tx = moved;
    for (int i = 0; i < EACH; i++) {
        int message[2] = {from, i}, error = lg_mpsc_unbounded_send(&tx, message);
        SEED_CHECK(error == 0 || error == EPIPE);
        if (error)
            return;
        accepted++;
        await linger();
    }
}

async void unbounded_queue(void)
{
    lg_scoped(lg_join_set) set = {0};
    lg_scoped(lg_mpsc_unbounded_receiver) rx = {0};
    lg_mpsc_unbounded_sender tx;
    int message[2];
    unsigned senders = 1 + below(TASKS), received = 0, enough = chance(2) ? ~0u : below(EACH * senders);
    accepted = lost = 0;
    SEED_CHECK(lg_join_set_new(&set) == 0);
    SEED_CHECK(lg_mpsc_unbounded_new(sizeof message, count_lost, &tx, &rx) == 0);
    for (unsigned i = 0; i < senders; i++)
        add(&set, spawn(send_without_waiting(lg_mpsc_unbounded_sender_clone(&tx), (int)i)));
    lg_mpsc_unbounded_sender_drop(&tx);
    RECEIVE_IN_ORDER(lg_mpsc_unbounded_recv(&rx, message));
    SEED_CHECK(enough != ~0u || received == EACH * senders);
    if (chance(2))
        lg_mpsc_unbounded_receiver_drop(&rx);
    else
        lg_mpsc_unbounded_close(&rx);
    await join_all(&set);
    lg_mpsc_unbounded_receiver_drop(&rx);
    SEED_CHECK(accepted == received + lost);
}

/* Oneshots: each answer comes, or its sender's end does. */

async void answer(lg_oneshot_sender moved, int number)
{
    lg_scoped(lg_oneshot_sender) tx = moved;
    await linger();
    if (chance(3))
        await_any(lg_oneshot_closed(&tx), lg_yield_now());
    if (!chance(3))
        lg_oneshot_send(&tx, &number);
}

async void question(int number)
{
    lg_scoped(lg_oneshot_receiver) rx = {0};
    lg_oneshot_sender tx;
    int answered = -1, error;
    SEED_CHECK(lg_oneshot_new(sizeof number, NULL, &tx, &rx) == 0);
    lg_detach(spawn(answer(tx, number)));
    await linger();
    if (chance(4))
        return;
    AWAIT_STUBBORNLY(error = lg_oneshot_recv(&rx, &answered));
    SEED_CHECK(error ? error == EPIPE && answered == -1 : answered == number);
}

async void oneshots(void)
{
    lg_scoped(lg_join_set) set = {0};
    SEED_CHECK(lg_join_set_new(&set) == 0);
    for (int i = 0; i < TASKS; i++)
        add(&set, spawn(question(i)));
    await join_all(&set);
}

/* Broadcast and watch: everything is received or counted as missed; the last value is seen. */

enum { SENT = 6 };

async void listen_to_all(lg_broadcast_receiver moved)
{
    lg_scoped(lg_broadcast_receiver) rx = moved;
    unsigned next = 0, message;
    for (int error;;) {
        AWAIT_STUBBORNLY(error = lg_broadcast_recv(&rx, &message));
        if (error == EPIPE)
            break;
        if (error == EOVERFLOW)
            next += (unsigned)rx.missed;
        else
            SEED_CHECK(message == next++);
        await linger();
    }
    SEED_CHECK(next == SENT);
}

async void watch_latest(lg_watch_receiver moved)
{
    lg_scoped(lg_watch_receiver) rx = moved;
    unsigned value = 0;
    for (int error;;) {
        AWAIT_STUBBORNLY(error = lg_watch_changed(&rx));
        if (error)
            break;
        unsigned before = value;
        lg_watch_get(&rx, &value);
        SEED_CHECK(value > before);
        await linger();
    }
    SEED_CHECK(value == SENT);
}

async void send_to_all(lg_broadcast_sender moved, lg_watch_sender moved_too)
{
    lg_scoped(lg_broadcast_sender) all = moved;
    lg_scoped(lg_watch_sender) latest = moved_too;
    for (unsigned i = 0; i < SENT; i++) {
        SEED_CHECK(lg_broadcast_send(&all, &i) == 0);
        SEED_CHECK(lg_watch_send(&latest, &(unsigned){i + 1}) == 0);
        await linger();
    }
}

async void to_all(void)
{
    lg_scoped(lg_join_set) set = {0};
    lg_broadcast_sender all;
    lg_broadcast_receiver listener;
    lg_watch_sender latest;
    lg_watch_receiver watcher;
    SEED_CHECK(lg_join_set_new(&set) == 0);
    SEED_CHECK(lg_broadcast_new(sizeof(unsigned), 1 + below(3), &all, &listener) == 0);
    SEED_CHECK(lg_watch_new(sizeof(unsigned), &(unsigned){0}, &latest, &watcher) == 0);
    for (int i = 0; i < 2; i++) {
        add(&set, spawn(listen_to_all(lg_broadcast_receiver_clone(&listener))));
        add(&set, spawn(watch_latest(lg_watch_receiver_clone(&watcher))));
    }
    add(&set, spawn(send_to_all(all, latest)));
    add(&set, spawn(listen_to_all(listener)));
    add(&set, spawn(watch_latest(watcher)));
    await join_all(&set);
}

/* Notify: each of so many permits lets one go on. */

static lg_notify notify;

async void wait_for_notice(void)
{
    AWAIT_STUBBORNLY(lg_notify_wait(&notify));
    lg_notify_one(&notify); /* pass it on */
}

async void notices(void)
{
    lg_scoped(lg_join_set) set = {0};
    SEED_CHECK(lg_join_set_new(&set) == 0);
    notify = (lg_notify)LG_NOTIFY_INIT;
    for (int i = 0; i < TASKS; i++)
        add(&set, spawn(wait_for_notice()));
    await linger();
    lg_notify_one(&notify);
    await join_all(&set);
    SEED_CHECK(notify.permit && !notify.waiters.first);
}

/* Notify all: all that wait go on, and nothing is left for who comes later. */

static unsigned woken;

async void wait_for_all(void)
{
    AWAIT_STUBBORNLY(lg_notify_wait(&notify));
    woken++;
}

async void notices_to_all(void)
{
    lg_scoped(lg_join_set) set = {0};
    SEED_CHECK(lg_join_set_new(&set) == 0);
    notify = (lg_notify)LG_NOTIFY_INIT;
    woken = 0;
    for (int i = 0; i < TASKS; i++)
        add(&set, spawn(wait_for_all()));
    while (woken < TASKS) {
        lg_notify_all(&notify);
        SEED_CHECK(!notify.permit && !notify.waiters.first);
        await linger();
        await lg_yield_now();
    }
    await join_all(&set);
}

/* A semaphore that is closed: who waits goes on without, and what was held comes back. */

async void acquire_until_closed(void)
{
    for (;;) {
        lg_scoped(lg_semaphore_permit) permit = {0};
        int error;
        AWAIT_STUBBORNLY(error = lg_semaphore_acquire(&semaphore, 1 + below(2), &permit));
        SEED_CHECK(error ? error == EPIPE && !permit.semaphore : permit.semaphore == &semaphore);
        if (error)
            return;
        await linger();
        await lg_yield_now();
    }
}

async void closed_semaphore(void)
{
    lg_scoped(lg_join_set) set = {0};
    SEED_CHECK(lg_join_set_new(&set) == 0);
    semaphore = (lg_semaphore)LG_SEMAPHORE_INIT(2);
    for (int i = 0; i < TASKS; i++)
        add(&set, spawn(acquire_until_closed()));
    await linger();
    await linger();
    lg_semaphore_close(&semaphore);
    await join_all(&set);
    SEED_CHECK(semaphore.permits == 2 && !semaphore.waiters.first);
}

/* The active mutex: nobody has it while nobody executes, and whoever executes after its lock has it. */

static lg_active_mutex active;

static bool somebody_has_it(void)
{
    lg_scoped(lg_active_guard) guard = {0};
    return lg_active_mutex_try_lock(&active, &guard) == EBUSY;
}

async void hold_while_active(void)
{
    lg_scoped(lg_active_guard) guard = lg_active_mutex_lock(&active);
    for (int i = 0; i < 3; i++) {
        SEED_CHECK(somebody_has_it());
        await linger();
    }
    SEED_CHECK(somebody_has_it());
}

async void use_active_mutex(void)
{
    AWAIT_STUBBORNLY(hold_while_active());
    SEED_CHECK(!somebody_has_it());
}

async void active_mutex(void)
{
    lg_scoped(lg_join_set) set = {0};
    SEED_CHECK(lg_join_set_new(&set) == 0);
    active = (lg_active_mutex)LG_ACTIVE_MUTEX_INIT;
    for (int i = 0; i < TASKS; i++)
        add(&set, spawn(use_active_mutex()));
    while (lg_join_set_count(&set) > 0) {
        SEED_CHECK(!somebody_has_it());
        SEED_CHECK(await lg_join_set_next(&set, NULL) == 0);
    }
}

/* Once, whose maker may be cancelled or fail; and a barrier for those who have it. */

static lg_once once;
static lg_barrier barrier;
static unsigned made, last;

async bool make(void)
{
    lg_scoped(lg_once_turn) turn = await lg_once_begin(&once);
    if (!turn.once)
        return true;
    await linger();
    if (chance(2))
        return false;
    made++;
    lg_once_finish(&turn);
    return true;
}

async void make_and_meet(void)
{
    bool done = false;
    while (!done)
        AWAIT_STUBBORNLY(done = make());
    SEED_CHECK(made == 1 && lg_once_is_made(&once));
    for (int i = 0; i < 2; i++) {
        await linger();
        last += await lg_barrier_wait(&barrier);
    }
}

async void meetings(void)
{
    lg_scoped(lg_join_set) set = {0};
    SEED_CHECK(lg_join_set_new(&set) == 0);
    once = (lg_once)LG_ONCE_INIT;
    barrier = (lg_barrier)LG_BARRIER_INIT(TASKS);
    made = last = 0;
    for (int i = 0; i < TASKS; i++)
        add(&set, spawn(make_and_meet()));
    await join_all(&set);
    SEED_CHECK(last == 2);
}

/* A tree of tasks that only end by being cancelled, some by a token, some by their set. */

static int alive;

typedef struct living {
    int *alive;
} living;

static void living_drop(living *self)
{
    --*self->alive;
}

async void branch(lg_cancel_token *parent, int depth)
{
    lg_scoped(living) here = {&alive};
    lg_scoped(lg_cancel_token) token = {0};
    lg_scoped(lg_join_set) set = {0};
    alive++;
    SEED_CHECK(lg_cancel_token_child(parent, &token) == 0 && lg_join_set_new(&set) == 0);
    for (int i = 0; depth && i < 2; i++)
        add(&set, spawn(branch(&token, depth - 1)));
    await linger();
    if (chance(3))
        lg_cancel(&token);
    if (chance(3))
        lg_join_set_abort_all(&set);
    if (await_any(lg_cancelled(&token), lg_join_set_next(&set, NULL)) == 0 && chance(2))
        return; /* and the set ends those below */
    await lg_cancelled(&token);
    while (await lg_join_set_next(&set, NULL) != ENOENT)
        ;
}

async void trees(void)
{
    lg_scoped(lg_cancel_token) token = {0};
    SEED_CHECK(lg_cancel_token_new(&token) == 0);
    lg_task *task = spawn(branch(&token, 2));
    await linger();
    lg_cancel(&token);
    SEED_CHECK(await lg_join(task, NULL) == 0);
    while (alive) /* those whose set was dropped end when they are next run */
        await lg_yield_now();
}

async void everything(void)
{
    await locks();
    await bounded_queue();
    await unbounded_queue();
    await oneshots();
    await to_all();
    await notices();
    await notices_to_all();
    await closed_semaphore();
    await active_mutex();
    await meetings();
    await trees();
}

/* Nothing sleeps: virtual time moves on only when nobody can run, that is when somebody was forgotten. */
async void in_time(void)
{
    SEED_CHECK(await_timeout(1, everything()) == 0);
}

int main(int argc, char **argv)
{
    CHECK_INT(argc, 3);
    uint64_t last_seed = strtoull(argv[2], NULL, 10);
    for (seed = strtoull(argv[1], NULL, 10); seed <= last_seed; seed++) {
        lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.paused_clock = true, .seed = seed});
        SEED_CHECK(runtime);
        state = seed;
        block_on_in(runtime, in_time());
        lg_runtime_drop(runtime);
        SEED_CHECK(alive == 0);
    }
    return 0;
}
