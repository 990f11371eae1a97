// Conditions that decide about a lock, and calls that hand one over. With coroutines.lifeguard.
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define coroutine_fn __attribute__((annotate("coroutine_fn")))
#define unlikely(x)  __builtin_expect(!!(x), 0)

void coroutine_fn co_yield (int how);
void refill(void *from);

typedef struct server {
    pthread_mutex_t lock;
    int threads, closed, error;
    struct server *next;
} server;

static server *first;

// The same condition twice: what it decided the first time it decides the second time.
void coroutine_fn same_parameter(server *s, bool shared)
{
    if (shared)
        pthread_mutex_lock(&s->lock);
    s->error = 0;
    if (shared)
        pthread_mutex_unlock(&s->lock);
    co_yield (0);
}

void coroutine_fn same_member(server *s)
{
    if (s->threads > 1)
        pthread_mutex_lock(&s->lock);
    refill(s);
    if (s->threads > 1)
        pthread_mutex_unlock(&s->lock);
    co_yield (0);
}

void coroutine_fn same_pointer(server *s)
{
    pthread_mutex_t *lock = s->threads ? &s->lock : NULL;
    if (lock)
        pthread_mutex_lock(lock);
    if (lock)
        pthread_mutex_unlock(lock);
    co_yield (0);
}

void coroutine_fn the_other_way(server *s, int flags)
{
    if (flags & 4)
        pthread_mutex_lock(&s->lock);
    if (!(flags & 4))
        co_yield (0);
    if ((flags & 4) != 0)
        pthread_mutex_unlock(&s->lock);
}

void coroutine_fn held_in_between(server *s, bool shared)
{
    if (shared)
        pthread_mutex_lock(&s->lock); // EXPECT: lock-held (co_yield?)
    co_yield (0);
    if (shared)
        pthread_mutex_unlock(&s->lock);
    co_yield (0);
}

// It has changed in between, or it is another one.
void coroutine_fn changed(server *s, bool shared)
{
    if (shared)
        pthread_mutex_lock(&s->lock); // EXPECT: lock-held (co_yield?)
    shared = s->threads;
    if (shared)
        pthread_mutex_unlock(&s->lock);
    co_yield (0);
}

void coroutine_fn counted(server *s, int n)
{
    if (n)
        pthread_mutex_lock(&s->lock); // EXPECT: lock-held (co_yield?)
    n--;
    if (n)
        pthread_mutex_unlock(&s->lock);
    co_yield (0);
}

void coroutine_fn another_value(server *s, int n)
{
    if (n > 2)
        pthread_mutex_lock(&s->lock); // EXPECT: lock-held (co_yield?)
    if (n > 3)
        pthread_mutex_unlock(&s->lock);
    co_yield (0);
}

// Tried in a macro, as a condition or before it.
#define try_lock(m)                                                                                                    \
    ({                                                                                                                 \
        int (*f)(pthread_mutex_t *) = pthread_mutex_trylock;                                                           \
        (void)f;                                                                                                       \
        pthread_mutex_trylock(m);                                                                                      \
    })

void coroutine_fn tried_in_macro(server *s)
{
    if (unlikely(try_lock(&s->lock))) { // EXPECT: lock-held (co_yield)
        co_yield (0);
        return;
    }
    co_yield (1);
    pthread_mutex_unlock(&s->lock);
}

void coroutine_fn tried_until(server *s)
{
    while (try_lock(&s->lock) != 0)
        co_yield (0);
    pthread_mutex_unlock(&s->lock);
    bool got = !try_lock(&s->lock);
    if (got)
        pthread_mutex_unlock(&s->lock);
    co_yield (0);
}

void coroutine_fn tried_last(server *s, bool wanted)
{
    if (wanted && !try_lock(&s->lock)) { // EXPECT: lock-held (co_yield)
        co_yield (0);
        pthread_mutex_unlock(&s->lock);
    }
    co_yield (0);
}

void coroutine_fn tried_or_not(server *s, bool wanted)
{
    if (!wanted || pthread_mutex_trylock(&s->lock)) {
        co_yield (0);
        return;
    }
    pthread_mutex_unlock(&s->lock);
    co_yield (0);
}

// A pointer comes back, and its lock with it.
static server *first_locked(void)
{
    pthread_mutex_lock(&first->lock);
    return first;
}

static server *locked(server *s)
{
    pthread_mutex_lock(&s->lock);
    return s;
}

void coroutine_fn found_and_released(server *s)
{
    server *other = NULL;
    other = first_locked();
    pthread_mutex_unlock(&other->lock);
    server *same = locked(s);
    pthread_mutex_unlock(&same->lock);
    co_yield (0);
}

void coroutine_fn the_first(void)
{
    server *s = first_locked(); // EXPECT: lock-held (co_yield)
    co_yield (0);
    pthread_mutex_unlock(&s->lock);
}

// A callee lets go of the lock, but waits before, or after it took it again.
static void coroutine_fn waits_first(server *s)
{
    co_yield (0);
    pthread_mutex_unlock(&s->lock);
}

static void coroutine_fn waits_afterwards(server *s)
{
    pthread_mutex_unlock(&s->lock);
    co_yield (0);
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held (co_yield)
    co_yield (0);
}

static void coroutine_fn waits_without(server *s)
{
    pthread_mutex_unlock(&s->lock);
    co_yield (0);
    pthread_mutex_lock(&s->lock);
}

static void coroutine_fn waits_without_deeper(server *s)
{
    if (s->threads)
        waits_without(s);
}

static void coroutine_fn waits_on_one_way(server *s)
{
    if (s->closed)
        waits_without(s);
    else
        co_yield (0);
}

void coroutine_fn lets_go_too_late(server *s)
{
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held (waits_first)
    waits_first(s);
    co_yield (0);
}

void coroutine_fn takes_it_too_early(server *s)
{
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held (waits_afterwards, waits_on_one_way)
    waits_afterwards(s);
    waits_on_one_way(s);
    waits_without(s);
    waits_without_deeper(s);
    pthread_mutex_unlock(&s->lock);
}

// The lock of a wrapper that was made elsewhere; a name says more than a pattern.
typedef struct lockable {
    pthread_mutex_t *mutex;
} lockable;
lockable *lockable_lock(lockable *l);
void lockable_unlock(lockable *l);
void lockable_cleanup(lockable **l);
typedef struct co_mutex {
    int locked;
} co_mutex;
lockable *lockable_of(void *lock);

void coroutine_fn wrapped_before(server *s, co_mutex *m)
{
    lockable *l = lockable_of(m);
    __attribute__((cleanup(lockable_cleanup), unused)) lockable *guard = lockable_lock(l); // allowed: a co_mutex
    lockable *other = lockable_of(&s->lock);
    __attribute__((cleanup(lockable_cleanup), unused)) lockable *inner = lockable_lock(other); // EXPECT: guard-held
    co_yield (0);
}

// A guard of one's own that no configuration names.
typedef struct own_guard {
    pthread_mutex_t *held;
} own_guard;

static own_guard own_begin(pthread_mutex_t *m)
{
    pthread_mutex_lock(m);
    return (own_guard){m};
}

static void own_end(own_guard *g)
{
    pthread_mutex_unlock(g->held);
}

void coroutine_fn own(server *s)
{
    {
        __attribute__((cleanup(own_end), unused)) own_guard early = own_begin(&s->lock);
        s->error = 0;
    }
    co_yield (0);
    __attribute__((cleanup(own_end), unused)) own_guard late = own_begin(&s->lock); // EXPECT: guard-held
    co_yield (0);
}
