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

// What the pointer leads to is not known.
static int coroutine_fn marked_for_a_pointer(int (*f)(int), int x)
{
    return f(x);
}

int coroutine_fn calls_it(int x)
{
    pthread_mutex_lock(&lock);
    x = marked_for_nothing(marked_for_a_pointer(NULL, x));
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
    WITH_LOCK(&lock) // EXPECT: guard-held (co_yield)
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

// A wrapper that locks on some ways, and its partner that unlocks on the same.
struct server {
    int threads;
    pthread_mutex_t lock;
    int closed;
};

static void server_lock(struct server *s)
{
    if (s->threads)
        pthread_mutex_lock(&s->lock);
}

static void server_unlock(struct server *s)
{
    if (s->threads)
        pthread_mutex_unlock(&s->lock);
}

void coroutine_fn sometimes_locked(struct server *s)
{
    server_lock(s); // EXPECT: lock-held (co_yield?)
    co_yield(0);
    server_unlock(s);
    co_yield(0);
}

// What is released on the ways where it was taken leaves nothing to the caller.
static int count_closed(struct server *s)
{
    int closed;
    if (s->threads)
        pthread_mutex_lock(&s->lock);
    closed = s->closed;
    if (s->threads)
        pthread_mutex_unlock(&s->lock);
    return closed;
}

void coroutine_fn counts(struct server *s)
{
    count_closed(s);
    co_yield(0);
}

// Released on one way only, by the callee.
static int fail_if_closed(struct server *s)
{
    if (s->closed) {
        pthread_mutex_unlock(&s->lock);
        return -1;
    }
    return 0;
}

void coroutine_fn released_on_failure(struct server *s)
{
    pthread_mutex_lock(&s->lock); // EXPECT: lock-held (co_yield?)
    if (fail_if_closed(s) < 0)
        return;
    co_yield(0);
    pthread_mutex_unlock(&s->lock);
}

// Lent to a callee, which waits without it: held again afterwards.
void coroutine_fn lent_and_held(void)
{
    pthread_mutex_lock(&lock); // EXPECT: lock-held (co_yield)
    relock();
    co_yield(0);
    pthread_mutex_unlock(&lock);
}

static void coroutine_fn pause_point(void)
{
    if (!waiting.waiters)
        return;
    relock();
    if (waiting.waiters > 1)
        relock();
}

void coroutine_fn lent_further(void)
{
    pthread_mutex_lock(&lock); // EXPECT: lock-held (elsewhere)
    pause_point();
    elsewhere();
    pthread_mutex_unlock(&lock);
}

// The same lock by way of a function that only names it.
struct connection {
    struct server *server;
};

static struct server *server_of(struct connection *c)
{
    return c->server;
}

static void coroutine_fn wait_unlocked(struct connection *c)
{
    struct server *s = server_of(c);
    pthread_mutex_unlock(&s->lock);
    co_yield(0);
    pthread_mutex_lock(&s->lock);
}

void coroutine_fn named_by_function(struct connection *c)
{
    struct server *s = server_of(c);
    pthread_mutex_lock(&s->lock);
    wait_unlocked(c);
    pthread_mutex_unlock(&server_of(c)->lock);
    co_yield(0);
}

// A scope-bound guard of a lock that coroutines wait for suspends where it begins.
typedef struct co_mutex {
    int locked;
} co_mutex;

void coroutine_fn co_mutex_lock(co_mutex *m);
co_mutex *co_guard_lock(co_mutex *m);
void co_guard_unlock(co_mutex **m);

void coroutine_fn waits_for_a_guard(co_mutex *m)
{
    pthread_mutex_lock(&lock); // EXPECT: lock-held (co_guard_lock, co_yield)
    {
        __attribute__((cleanup(co_guard_unlock), unused)) co_mutex *guard = co_guard_lock(m);
        co_yield(0);
    }
    pthread_mutex_unlock(&lock);
}

// Marks through pointers: at the pointer, at its typedef, at that of the function it points to.
typedef void coroutine_fn entry_fn(void);
typedef int (*coroutine_fn read_fn)(void *into, size_t size);
typedef void plain_fn(void);

struct operations {
    read_fn read;
    entry_fn *enter;
    plain_fn *leave;
    union {
        int number;
        int (*other)(void *into, size_t size);
    };
};

int coroutine_fn file_read(void *into, size_t size)
{
    co_yield(0);
    return into != NULL && size;
}

void coroutine_fn file_enter(void)
{
    co_yield(0);
}

int plain_read(void *into, size_t size);

const struct operations file_operations = {
    .read = file_read,
    .enter = file_enter,
    .leave = file_enter, // EXPECT: mark-lost
    .other = &file_read, // EXPECT: mark-lost
};
const struct operations by_position[2] = {{file_read, file_enter, NULL, {0}}, {plain_read, NULL, NULL, {0}}};
static entry_fn *const entries[] = {file_enter, file_enter};
static void (*const lost_entries[])(void) = {
    NULL,
    file_enter, // EXPECT: mark-lost
};

void co_start(void (*entry)(void));
void on_timer(void (*callback)(void));
void coroutine_start(entry_fn *entry);

void gives_away(struct operations *o, int in_the_middle)
{
    co_start(file_enter);
    coroutine_start(file_enter);
    on_timer(file_enter); // EXPECT: mark-lost
    o->read = file_read;
    o->enter = in_the_middle ? entries[0] : lost_entries[1];
    o->leave = in_the_middle ? file_enter : NULL; // EXPECT: mark-lost
    o->other = o->read;                           // EXPECT: mark-lost
    if (o->leave == file_enter)
        o->leave = NULL;
    void (*alone)(void) = file_enter; // EXPECT: mark-lost
    (void)alone;
    (void)sizeof(alone = file_enter);
}

static plain_fn *returns_it(void)
{
    return file_enter; // EXPECT: mark-lost
}

static entry_fn *returns_it_marked(void)
{
    return file_enter;
}

void calls_by_pointer(struct operations *o)
{
    o->leave();
    o->read(NULL, 0); // EXPECT: mark-missing
}

void calls_an_element(int i)
{
    lost_entries[i]();
    entries[i](); // EXPECT: mark-missing
}

void calls_a_parameter(entry_fn *entry, void (*plain)(void))
{
    plain();
    (*entry)(); // EXPECT: mark-missing
}

void coroutine_fn may_call_them(struct operations *o)
{
    o->enter();
    returns_it()();
    returns_it_marked()();
}

void asks_before_the_pointer(struct operations *o)
{
    if (in_coroutine())
        o->enter();
}

void coroutine_fn holds_by_typedef(struct operations *o)
{
    pthread_mutex_lock(&lock); // EXPECT: lock-held (read)
    o->read(NULL, 0);
    pthread_mutex_unlock(&lock);
    pthread_mutex_lock(&lock);
    o->leave();
    pthread_mutex_unlock(&lock);
}
