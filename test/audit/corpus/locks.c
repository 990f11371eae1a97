// Locks that calls take: over each kind of way from the call to the await.
#include <lifeguard.h>
#include <pthread.h>
#include <stdio.h>
#include <threads.h>

struct server {
    pthread_mutex_t lock;
    pthread_rwlock_t table_lock;
    mtx_t old_lock;
    pthread_spinlock_t spin;
    pthread_mutex_t many[4];
    int requests;
};

static pthread_mutex_t global = PTHREAD_MUTEX_INITIALIZER;

async void turn(void)
{
    await lg_yield_now();
}

async void straight(struct server *s)
{
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held
    await turn();
    pthread_mutex_unlock(&s->lock);
    await turn();
}

async void released_before(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    s->requests++;
    pthread_mutex_unlock(&s->lock);
    await turn();
}

async void by_another_name(struct server *s)
{
    pthread_mutex_t *lock = &s->lock;
    pthread_mutex_lock(lock);
    s->requests++;
    pthread_mutex_unlock(&s->lock);
    await turn();
}

async void another_lock(struct server *s, struct server *t)
{
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held
    pthread_mutex_lock(&t->lock);
    pthread_mutex_unlock(&t->lock);
    await turn();
    pthread_mutex_unlock(&s->lock);
}

async void elements(struct server *s, int i)
{
    pthread_mutex_lock(&s->many[i]);
    pthread_mutex_unlock(&s->many[i]);
    await turn();
    pthread_mutex_lock(&s->many[0]); // EXPECT: lock-held
    pthread_mutex_lock(&s->many[1]);
    pthread_mutex_unlock(&s->many[1]);
    await turn();
    pthread_mutex_unlock(&s->many[0]);
}

async void on_one_branch(struct server *s, int done)
{
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held
    if (done)
        pthread_mutex_unlock(&s->lock);
    await turn();
    if (!done)
        pthread_mutex_unlock(&s->lock);
}

async int early_return(struct server *s, int done)
{
    pthread_mutex_lock(&s->lock);
    if (done) {
        pthread_mutex_unlock(&s->lock);
        await turn();
        return 1;
    }
    pthread_mutex_unlock(&s->lock);
    return 0;
}

async void error_path(struct server *s, int bad)
{
    pthread_mutex_lock(&s->lock);
    if (bad)
        goto out;
    s->requests++;
out:
    pthread_mutex_unlock(&s->lock);
    await turn();
}

async void around_the_back_edge(int n)
{
    for (int i = 0; i < n; i++) {
        await turn();
        if (i > 0)
            pthread_mutex_unlock(&global);
        pthread_mutex_lock(&global); // EXPECT: lock-held
    }
}

async void each_turn(int n)
{
    while (n-- > 0) {
        pthread_mutex_lock(&global);
        pthread_mutex_unlock(&global);
        await turn();
    }
}

async void tried(struct server *s)
{
    if (pthread_mutex_trylock(&s->lock) != 0) {
        await turn();
        return;
    }
    pthread_mutex_unlock(&s->lock);
    await turn();
}

async void tried_and_held(struct server *s)
{
    int busy = pthread_mutex_trylock(&s->lock); // EXPECT: lock-held
    if (!busy) {
        await turn();
        pthread_mutex_unlock(&s->lock);
    }
    await turn();
}

async void tried_in_a_loop(struct server *s)
{
    while (pthread_mutex_trylock(&s->lock))
        await turn();
    pthread_mutex_unlock(&s->lock);
}

async void tried_in_a_condition(struct server *s, int wanted)
{
    if (wanted && mtx_trylock(&s->old_lock) == thrd_success) // EXPECT: lock-held
        await turn();
}

static void enter(struct server *s)
{
    pthread_mutex_lock(&s->lock);
}

static void leave(struct server *s)
{
    pthread_mutex_unlock(&s->lock);
}

async void by_wrappers(struct server *s)
{
    enter(s); // EXPECT: lock-held
    await turn();
    leave(s);
    await turn();
}

static int counted(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    int n = s->requests;
    pthread_mutex_unlock(&s->lock);
    return n;
}

async void by_a_function_that_lets_go(struct server *s)
{
    if (counted(s) > 0)
        await turn();
}

async void readers(struct server *s)
{
    pthread_rwlock_rdlock(&s->table_lock); // EXPECT: lock-held
    await turn();
    pthread_rwlock_unlock(&s->table_lock);
}

async void spinning(struct server *s)
{
    pthread_spin_lock(&s->spin); // EXPECT: lock-held
    await turn();
    pthread_spin_unlock(&s->spin);
}

async void c11(struct server *s)
{
    mtx_lock(&s->old_lock); // EXPECT: lock-held
    await turn();
    mtx_unlock(&s->old_lock);
}

async void stream(FILE *out)
{
    flockfile(out); // EXPECT: lock-held
    fputs("half a line, ", out);
    await turn();
    fputs("the other half\n", out);
    funlockfile(out);
}

async void in_all(struct server *s)
{
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held
    await_all(turn(), turn());
    pthread_mutex_unlock(&s->lock);
}

async void in_a_condition(struct server *s)
{
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held
    if (await_timeout(5, turn()) == 0)
        s->requests++;
    pthread_mutex_unlock(&s->lock);
}

async void by_switch(struct server *s, int kind)
{
    switch (kind) {
    case 0:
        pthread_mutex_lock(&s->lock); // EXPECT: lock-held
        /* fall through */
    case 1:
        await turn();
        break;
    default:
        return;
    }
    if (kind == 0)
        pthread_mutex_unlock(&s->lock);
}

async void never_left(struct server *s)
{
    await turn();
    pthread_mutex_lock(&s->lock);
}

// An ordinary function may hold what it likes.
void ordinary(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    block_on(turn());
    pthread_mutex_unlock(&s->lock);
}

// The result of a try, by way of variables and functions.
#include <stdbool.h>

async void tried_by_a_flag(struct server *s)
{
    bool got = pthread_mutex_trylock(&s->lock) == 0;
    if (got)
        pthread_mutex_unlock(&s->lock);
    await turn();
}

async void tried_by_a_flag_and_held(struct server *s)
{
    bool got = !pthread_mutex_trylock(&s->lock); // EXPECT: lock-held (turn)
    if (!got)
        return;
    await turn();
    pthread_mutex_unlock(&s->lock);
}

async void tried_in_one_variable(struct server *s)
{
    int error;
    error = pthread_mutex_trylock(&s->lock);
    if (error)
        return;
    pthread_mutex_unlock(&s->lock);
    error = s->requests;
    if (error == 0)
        await turn();
}

async void tried_and_another_result(struct server *s)
{
    int error = pthread_mutex_trylock(&s->lock); // EXPECT: lock-held (turn?)
    error = s->requests;
    if (error != 0)
        await turn();
    pthread_mutex_unlock(&s->lock);
}

static bool try_enter(struct server *s)
{
    return pthread_mutex_trylock(&s->lock) == 0;
}

static int enter_if_open(struct server *s)
{
    pthread_mutex_lock(&s->lock);
    if (s->requests < 0) {
        pthread_mutex_unlock(&s->lock);
        return -1;
    }
    return 0;
}

async void entered_or_not(struct server *s)
{
    if (!try_enter(s)) {
        await turn();
        return;
    }
    pthread_mutex_unlock(&s->lock);
    if (enter_if_open(s) < 0)
        await turn();
    else
        pthread_mutex_unlock(&s->lock);
    await turn();
}

async void entered_and_held(struct server *s)
{
    if (try_enter(s)) { // EXPECT: lock-held (turn)
        await turn();
        pthread_mutex_unlock(&s->lock);
    }
    if (enter_if_open(s)) // EXPECT: lock-held (turn)
        return;
    await turn();
    pthread_mutex_unlock(&s->lock);
}

// A flag says whether it is held.
async void flagged(struct server *s, int shared)
{
    bool locked = false;
    if (shared) {
        pthread_mutex_lock(&s->lock);
        locked = true;
    }
    s->requests++;
    if (locked)
        pthread_mutex_unlock(&s->lock);
    await turn();
}

async void flagged_and_held(struct server *s, int shared)
{
    bool locked = false;
    if (shared) {
        pthread_mutex_lock(&s->lock); // EXPECT: lock-held (turn?, turn)
        locked = true;
    }
    await turn();
    if (locked) {
        await turn();
        pthread_mutex_unlock(&s->lock);
    }
    await turn();
}

async void flag_that_lies(struct server *s, int shared)
{
    bool locked = false;
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held (turn?)
    if (shared)
        locked = true;
    if (locked)
        pthread_mutex_unlock(&s->lock);
    await turn();
}

async void by_a_name_given_later(struct server *s)
{
    pthread_mutex_t *lock;
    lock = &s->lock;
    pthread_mutex_lock(lock);
    pthread_mutex_unlock(&s->lock);
    await turn();
}

async void by_a_name_for_two(struct server *s, struct server *t)
{
    pthread_mutex_t *lock;
    lock = &s->lock;
    pthread_mutex_lock(lock); // EXPECT: lock-held (turn)
    lock = &t->lock;
    pthread_mutex_unlock(&s->many[0]);
    await turn();
}

async void either_way(struct server *s, bool write)
{
    (write ? pthread_rwlock_wrlock : pthread_rwlock_rdlock)(&s->table_lock); // EXPECT: lock-held (turn)
    await turn();
    pthread_rwlock_unlock(&s->table_lock);
    await turn();
}

// Every element, one after the other; a loop that has no turn leaves nothing taken that another has taken.
static void lock_all(struct server *s, int n)
{
    for (int i = 0; i < n; i++)
        pthread_mutex_lock(&s->many[i]);
}
static void unlock_all(struct server *s, int n)
{
    for (int i = n - 1; i >= 0; i--)
        pthread_mutex_unlock(&s->many[i]);
}

async void every_element(struct server *s, int n)
{
    for (int i = 0; i < n; i++)
        pthread_mutex_lock(&s->many[i]);
    s->requests++;
    for (int i = 0; i < n; i++)
        pthread_mutex_unlock(&s->many[i]);
    await turn();
}

async void every_element_by_others(struct server *s, int n)
{
    lock_all(s, n);
    s->requests++;
    unlock_all(s, n);
    await turn();
}

async void every_element_by_itself_and_another(struct server *s, int n)
{
    for (int i = 0; i < n; i++)
        pthread_mutex_lock(&s->many[i]);
    unlock_all(s, n);
    await turn();
    lock_all(s, n);
    for (int i = 0; i < n; i++)
        pthread_mutex_unlock(&s->many[i]);
    await turn();
}

async void every_element_held(struct server *s, int n)
{
    lock_all(s, n); // EXPECT: lock-held (turn?)
    await turn();
    unlock_all(s, n);
    await turn();
}

async void element_by_element(struct server *s, int n)
{
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&s->many[i]); // EXPECT: lock-held (turn)
        await turn();
        pthread_mutex_unlock(&s->many[i]);
        await turn();
    }
}

async void elements_kept_on_some_ways(struct server *s, int n)
{
    for (int i = 0; i < n; i++) {
        pthread_mutex_lock(&s->many[i]); // EXPECT: lock-held (turn?)
        if (s->requests > i)
            pthread_mutex_unlock(&s->many[i]);
    }
    await turn();
}
