// Coroutines of somebody else's: marks, a primitive, inference, locks that a suspending call gives up. With coroutines.lifeguard.
#include <pthread.h>
#include <stddef.h>

#define coroutine_fn __attribute__((annotate("coroutine_fn")))

typedef struct queue {
    int waiters;
} queue;

struct driver {
    int (*coroutine_fn read)(void *into, size_t size);
    int (*size)(void);
};

void coroutine_fn co_yield(int how);
int in_coroutine(void);
void coroutine_fn queue_wait(queue *q, pthread_mutex_t *m);
int coroutine_fn elsewhere(void);
void coroutine_fn co_unlock(void);
void stop(void) __attribute__((noreturn));

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static queue waiting;

void coroutine_fn straight(void)
{
    pthread_mutex_lock(&lock); // EXPECT: lock-held
    co_yield(0);
    pthread_mutex_unlock(&lock);
}

// What is known of a body counts more than its mark.
static int coroutine_fn marked_for_nothing(int x) // EXPECT: mark-needless
{
    return x + 1;
}

int coroutine_fn calls_it(int x)
{
    pthread_mutex_lock(&lock);
    x = marked_for_nothing(x);
    pthread_mutex_unlock(&lock);
    co_yield(0);
    return x;
}

static void not_marked(void)
{
    co_yield(0); // EXPECT: mark-missing
}

void coroutine_fn by_way_of_it(void)
{
    pthread_mutex_lock(&lock); // EXPECT: lock-held
    not_marked();
    pthread_mutex_unlock(&lock);
}

void coroutine_fn body_elsewhere(void)
{
    pthread_mutex_lock(&lock); // EXPECT: lock-held
    elsewhere();
    pthread_mutex_unlock(&lock);
}

void coroutine_fn by_pointer(struct driver *d, char *into)
{
    pthread_mutex_lock(&lock); // EXPECT: lock-held
    d->read(into, 1);
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    d->size();
    pthread_mutex_unlock(&lock);
}

void coroutine_fn gives_it_up(void)
{
    pthread_mutex_lock(&lock);
    while (waiting.waiters)
        queue_wait(&waiting, &lock);
    pthread_mutex_unlock(&lock);
}

void coroutine_fn never_suspends(void)
{
    pthread_mutex_lock(&lock);
    co_unlock();
    pthread_mutex_unlock(&lock);
    co_yield(0);
}

static void coroutine_fn relock(void)
{
    pthread_mutex_unlock(&lock);
    co_yield(0);
    pthread_mutex_lock(&lock);
}

void coroutine_fn callee_lets_go(void)
{
    pthread_mutex_lock(&lock);
    relock();
    pthread_mutex_unlock(&lock);
}

void coroutine_fn aborts(void)
{
    pthread_mutex_lock(&lock);
    co_yield(-1);
    pthread_mutex_unlock(&lock);
    co_yield(0);
}

int asks_first(void)
{
    if (in_coroutine())
        return elsewhere();
    return 0;
}

// Scope guards around any lock, in a macro; unlocked by the step of a for loop.
typedef struct lockable {
    pthread_mutex_t *mutex;
} lockable;

static inline lockable *lockable_lock(lockable *l)
{
    pthread_mutex_lock(l->mutex);
    return l;
}

static inline void lockable_unlock(lockable *l)
{
    if (l)
        pthread_mutex_unlock(l->mutex);
}

static inline void lockable_cleanup(lockable **l)
{
    lockable_unlock(*l);
}

#define LOCKABLE(m) (&(lockable){.mutex = _Generic((m), pthread_mutex_t *: (m), void *: NULL)})
#define LOCK_GUARD(m) __attribute__((cleanup(lockable_cleanup), unused)) lockable *guard = lockable_lock(LOCKABLE(m))
#define WITH_LOCK(m)                                                                                                     \
    for (__attribute__((cleanup(lockable_cleanup))) lockable *guard = lockable_lock(LOCKABLE(m)); guard;                 \
         lockable_unlock(guard), guard = NULL)

void coroutine_fn scoped(void)
{
    LOCK_GUARD(&lock); // EXPECT: guard-held
    co_yield(0);
}

void coroutine_fn scoped_block(void)
{
    WITH_LOCK(&lock)
    {
        waiting.waiters++;
    }
    co_yield(0);
}

void coroutine_fn scoped_block_held(void)
{
    WITH_LOCK(&lock) // EXPECT: guard-held
    {
        co_yield(0);
    }
}

void coroutine_fn by_hand_in_between(void)
{
    LOCK_GUARD(&lock);
    pthread_mutex_unlock(&lock);
    co_yield(0);
    pthread_mutex_lock(&lock);
}

void coroutine_fn by_hand_too_late(void)
{
    LOCK_GUARD(&lock); // EXPECT: guard-held
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    co_yield(0);
}
