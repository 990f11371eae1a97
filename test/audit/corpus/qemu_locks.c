// Locks of QEMU taken by calls: ways out, wrappers, aliases, conditions, tries, queues.
#include "qemu.h"

typedef struct Server {
    QemuMutex lock;
    QemuMutex *shared;
    QemuMutex many[4];
    QemuRecMutex rec;
    QemuSpin spin;
    CoMutex co;
    CoRwlock table;
    CoQueue queue;
    QemuCond cond;
    int waiting;
    int flags;
    bool threaded;
    bool closed;
    struct Server *next;
} Server;

typedef struct Connection {
    Server *server;
    void *opaque;
} Connection;

static QemuMutex big;

static void coroutine_fn turn(void)
{
    qemu_coroutine_yield();
}

void coroutine_fn straight(Server *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (turn)
    turn();
    qemu_mutex_unlock(&s->lock);
    turn();
    qemu_rec_mutex_lock(&s->rec); // EXPECT: lock-held (turn)
    turn();
    qemu_rec_mutex_unlock(&s->rec);
    turn();
    qemu_spin_lock(&s->spin); // EXPECT: lock-held (turn)
    turn();
    qemu_spin_unlock(&s->spin);
    turn();
    qemu_co_mutex_lock(&s->co);
    turn();
    qemu_co_mutex_unlock(&s->co);
    turn();
}

void coroutine_fn waits_for_a_co_mutex(Server *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (qemu_co_mutex_lock)
    qemu_co_mutex_lock(&s->co);
    s->waiting++;
    qemu_co_mutex_unlock(&s->co);
    qemu_mutex_unlock(&s->lock);
}

// by inline wrappers
static inline void server_lock(Server *s)
{
    qemu_mutex_lock(&s->lock);
}
static inline void server_unlock(Server *s)
{
    qemu_mutex_unlock(&s->lock);
}
static inline void connection_lock(Connection *c)
{
    server_lock(c->server);
}
static inline void connection_unlock(Connection *c)
{
    server_unlock(c->server);
}
static void opaque_lock(void *opaque)
{
    Server *s = opaque;
    qemu_mutex_lock(&s->lock);
}
static void opaque_unlock(void *opaque)
{
    Server *s = opaque;
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn wrapped(Server *s, Connection *c)
{
    server_lock(s); // EXPECT: lock-held (turn)
    turn();
    server_unlock(s);
    turn();
    connection_lock(c); // EXPECT: lock-held (turn)
    turn();
    connection_unlock(c);
    turn();
    opaque_lock(s); // EXPECT: lock-held (turn)
    turn();
    opaque_unlock(s);
    turn();
}

void coroutine_fn wrapped_and_released_otherwise(Connection *c)
{
    connection_lock(c);
    qemu_mutex_unlock(&c->server->lock);
    turn();
}

// taken here, released by the callee
static int finish(Server *s, int error)
{
    s->waiting--;
    qemu_mutex_unlock(&s->lock);
    return error;
}
static int coroutine_fn wait_and_finish(Server *s)
{
    turn();
    qemu_mutex_unlock(&s->lock);
    return 0;
}
static int coroutine_fn finish_and_wait(Server *s)
{
    qemu_mutex_unlock(&s->lock);
    turn();
    return 0;
}
static void coroutine_fn wait_unlocked(Server *s)
{
    qemu_mutex_unlock(&s->lock);
    turn();
    qemu_mutex_lock(&s->lock);
}
static void coroutine_fn wait_locked_then_unlocked(Server *s)
{
    turn();
    qemu_mutex_unlock(&s->lock);
    turn();
    qemu_mutex_lock(&s->lock);
}
static void coroutine_fn wait_unlocked_if_open(Server *s)
{
    if (s->closed)
        return;
    wait_unlocked(s);
}

int coroutine_fn released_by_the_callee(Server *s)
{
    qemu_mutex_lock(&s->lock);
    if (s->closed)
        return finish(s, -EPIPE);
    finish(s, 0);
    turn();
    return 0;
}

int coroutine_fn waits_then_released_by_the_callee(Server *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (turn)
    turn();
    return finish(s, 0);
}

int coroutine_fn callee_waits_first(Server *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (wait_and_finish)
    return wait_and_finish(s);
}

int coroutine_fn callee_waits_after(Server *s)
{
    qemu_mutex_lock(&s->lock);
    return finish_and_wait(s);
}

void coroutine_fn lent(Server *s)
{
    qemu_mutex_lock(&s->lock);
    while (s->waiting)
        wait_unlocked(s);
    wait_unlocked_if_open(s);
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn lent_too_late(Server *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (wait_locked_then_unlocked)
    wait_locked_then_unlocked(s);
    qemu_mutex_unlock(&s->lock);
}

// aliases
void coroutine_fn aliases(Connection *c, Server *t, int i, bool first)
{
    Server *s = c->opaque;
    QemuMutex *m = &s->lock, *n = m, *either = first ? &s->lock : &t->lock;
    qemu_mutex_lock(m);
    qemu_mutex_unlock(&s->lock);
    turn();
    qemu_mutex_lock(n);
    qemu_mutex_unlock(m);
    turn();
    qemu_mutex_lock(either);
    qemu_mutex_unlock(either);
    turn();
    qemu_mutex_lock(&s->many[i]);
    qemu_mutex_unlock(s->many + i);
    turn();
    qemu_mutex_lock(s->shared);
    qemu_mutex_unlock(s->shared);
    turn();
    qemu_mutex_lock(n); // EXPECT: lock-held (turn)
    qemu_mutex_lock(&t->lock);
    qemu_mutex_unlock(&t->lock);
    turn();
    qemu_mutex_unlock(n);
}

void coroutine_fn along_a_list(Server *first)
{
    Server *s;
    for (s = first; s; s = s->next) {
        qemu_mutex_lock(&s->lock);
        s->waiting++;
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

void coroutine_fn a_pointer_or_none(Server *s, bool locks)
{
    QemuMutex *m = locks ? &s->lock : NULL;
    if (m) {
        qemu_mutex_lock(m);
    }
    s->waiting++;
    if (m) {
        qemu_mutex_unlock(m);
    }
    turn();
}

// ways out
int coroutine_fn error_paths(Server *s)
{
    int ret = -EINVAL;
    qemu_mutex_lock(&s->lock);
    if (s->closed) {
        goto out;
    }
    if (s->waiting) {
        ret = -EBUSY;
        goto out_wait;
    }
    ret = 0;
out:
    qemu_mutex_unlock(&s->lock);
    turn();
    return ret;
out_wait:
    qemu_mutex_unlock(&s->lock);
    return ret;
}

int coroutine_fn error_path_that_forgets(Server *s)
{
    int ret = 0;
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (turn?)
    if (s->closed) {
        ret = -EPIPE;
        goto out;
    }
    qemu_mutex_unlock(&s->lock);
out:
    turn();
    return ret;
}

int coroutine_fn returns_locked(Server *s)
{
    turn();
    qemu_mutex_lock(&s->lock);
    if (s->closed) {
        return -EPIPE;
    }
    qemu_mutex_unlock(&s->lock);
    turn();
    return 0;
}

void coroutine_fn never_comes_back(Server *s)
{
    qemu_mutex_lock(&s->lock);
    if (s->closed) {
        abort();
    }
    qemu_mutex_unlock(&s->lock);
    turn();
}

// the same condition twice
void coroutine_fn same_parameter(Server *s, bool locked)
{
    if (!locked) {
        qemu_mutex_lock(&s->lock);
    }
    s->waiting++;
    if (!locked) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

void coroutine_fn same_member(Server *s)
{
    if (s->threaded) {
        qemu_mutex_lock(&s->lock);
    }
    s->waiting++;
    if (s->threaded) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

void coroutine_fn same_bits(Server *s, int flags)
{
    if (flags & BDRV_REQ_SERIALISING) {
        qemu_mutex_lock(&s->lock);
    }
    s->waiting++;
    if (flags & BDRV_REQ_SERIALISING) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

void coroutine_fn same_comparison(Server *s, int mode)
{
    if (mode == 2) {
        qemu_mutex_lock(&s->lock);
    }
    s->waiting++;
    if (mode != 2) {
        turn();
        return;
    }
    qemu_mutex_unlock(&s->lock);
    turn();
}

void coroutine_fn same_pointer(Server *s, Connection *c)
{
    if (c) {
        qemu_mutex_lock(&s->lock);
    }
    s->waiting++;
    if (c != NULL) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

void coroutine_fn same_conjunction(Server *s, bool write)
{
    if (s->threaded && write) {
        qemu_mutex_lock(&s->lock);
    }
    s->waiting++;
    if (s->threaded && write) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

void coroutine_fn same_kept(Server *s)
{
    bool lock = s->threaded && !s->closed;
    if (lock) {
        qemu_mutex_lock(&s->lock);
    }
    s->waiting++;
    if (lock) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

void coroutine_fn same_and_held(Server *s, bool locked)
{
    if (!locked) {
        qemu_mutex_lock(&s->lock); // EXPECT: lock-held (turn?, turn)
    }
    turn();
    if (!locked) {
        turn();
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

void coroutine_fn another_condition(Server *s, bool write)
{
    if (s->threaded) {
        qemu_mutex_lock(&s->lock); // EXPECT: lock-held (turn?)
    }
    if (write) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

void coroutine_fn changed_condition(Server *s, int mode)
{
    if (mode) {
        qemu_mutex_lock(&s->lock); // EXPECT: lock-held (turn?)
    }
    mode = s->waiting;
    if (mode) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

// tries
int coroutine_fn tries(Server *s)
{
    int ret;
    if (qemu_mutex_trylock(&s->lock)) {
        turn();
        return -EBUSY;
    }
    qemu_mutex_unlock(&s->lock);
    if (qemu_mutex_trylock(&s->lock) == 0) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
    if (!qemu_mutex_trylock(&s->lock)) {
        qemu_mutex_unlock(&s->lock);
    } else {
        turn();
    }
    while (qemu_mutex_trylock(&s->lock) != 0) {
        turn();
    }
    qemu_mutex_unlock(&s->lock);
    turn();
    ret = qemu_mutex_trylock(&s->lock);
    if (ret < 0) {
        turn();
        return ret;
    }
    qemu_mutex_unlock(&s->lock);
    turn();
    ret = qemu_rec_mutex_trylock(&s->rec);
    if (ret) {
        turn();
        return ret;
    }
    qemu_rec_mutex_unlock(&s->rec);
    if ((ret = qemu_mutex_trylock(&s->lock)) != 0) {
        turn();
        return ret;
    }
    qemu_mutex_unlock(&s->lock);
    if (qemu_spin_trylock(&s->spin)) {
        turn();
        return -EBUSY;
    }
    qemu_spin_unlock(&s->spin);
    if (likely(!qemu_mutex_trylock(&s->lock))) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
    if (G_UNLIKELY(qemu_mutex_trylock(&s->lock) != 0)) {
        turn();
        return -EBUSY;
    }
    qemu_mutex_unlock(&s->lock);
    turn();
    return 0;
}

void coroutine_fn tries_by_a_flag(Server *s)
{
    bool got = !qemu_mutex_trylock(&s->lock);
    if (got) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

int coroutine_fn tries_and_holds(Server *s)
{
    int ret;
    if (!qemu_mutex_trylock(&s->lock)) { // EXPECT: lock-held (turn)
        turn();
        qemu_mutex_unlock(&s->lock);
    }
    ret = qemu_rec_mutex_trylock(&s->rec); // EXPECT: lock-held (turn)
    if (ret) {
        return ret;
    }
    turn();
    qemu_rec_mutex_unlock(&s->rec);
    if (likely(!qemu_spin_trylock(&s->spin))) { // EXPECT: lock-held (turn)
        turn();
        qemu_spin_unlock(&s->spin);
    }
    return 0;
}

void coroutine_fn tries_in_a_switch(Server *s)
{
    switch (qemu_mutex_trylock(&s->lock)) {
    case 0:
        qemu_mutex_unlock(&s->lock);
        break;
    default:
        turn();
        break;
    }
    turn();
}

void coroutine_fn tries_if_wanted(Server *s, bool wanted)
{
    bool got = wanted && qemu_mutex_trylock(&s->lock) == 0;
    s->waiting++;
    if (got) {
        qemu_mutex_unlock(&s->lock);
    }
    turn();
}

static bool server_trylock(Server *s)
{
    if (qemu_mutex_trylock(&s->lock)) {
        return false;
    }
    if (s->closed) {
        qemu_mutex_unlock(&s->lock);
        return false;
    }
    return true;
}

static int server_enter(Server *s)
{
    qemu_mutex_lock(&s->lock);
    if (s->closed) {
        qemu_mutex_unlock(&s->lock);
        return -EPIPE;
    }
    if (s->waiting) {
        qemu_mutex_unlock(&s->lock);
        return -EBUSY;
    }
    return s->flags;
}

static Server *server_get_locked(Connection *c)
{
    Server *s = c->server;
    if (!s) {
        return NULL;
    }
    qemu_mutex_lock(&s->lock);
    return s;
}

int coroutine_fn tries_by_wrappers(Server *s, Connection *c)
{
    int ret;
    Server *t;
    if (!server_trylock(s)) {
        turn();
        return -EBUSY;
    }
    qemu_mutex_unlock(&s->lock);
    ret = server_enter(s);
    if (ret < 0) {
        turn();
        return ret;
    }
    qemu_mutex_unlock(&s->lock);
    turn();
    t = server_get_locked(c);
    if (!t) {
        turn();
        return 0;
    }
    qemu_mutex_unlock(&t->lock);
    turn();
    return 0;
}

int coroutine_fn holds_by_wrappers(Server *s, Connection *c)
{
    Server *t;
    if (server_trylock(s)) { // EXPECT: lock-held (turn)
        turn();
        server_unlock(s);
    }
    if (server_enter(s) >= 0) { // EXPECT: lock-held (turn)
        turn();
        server_unlock(s);
    }
    t = server_get_locked(c); // EXPECT: lock-held (turn)
    if (!t) {
        return 0;
    }
    turn();
    server_unlock(t);
    return 0;
}

// conditions and queues
void coroutine_fn condition_variable(Server *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (turn)
    while (s->waiting) {
        qemu_cond_wait(&s->cond, &s->lock); // EXPECT: blocking-call
    }
    turn();
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn queue(Server *s, Server *t)
{
    QemuMutex *m = &s->lock;
    qemu_mutex_lock(&s->lock);
    while (s->waiting) {
        qemu_co_queue_wait(&s->queue, &s->lock);
    }
    qemu_co_queue_wait(&s->queue, m);
    qemu_co_queue_wait_impl(&s->queue, QEMU_MAKE_LOCKABLE(&s->lock), 0);
    qemu_mutex_unlock(&s->lock);
    {
        QEMU_LOCK_GUARD(&s->lock);
        qemu_co_queue_wait(&s->queue, &s->lock);
    }
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (qemu_co_queue_wait_impl, qemu_co_queue_wait_impl, qemu_co_queue_wait_impl)
    qemu_co_queue_wait(&s->queue, NULL);
    qemu_co_queue_wait(&s->queue, &s->co);
    qemu_co_queue_wait(&s->queue, &t->lock);
    qemu_mutex_unlock(&s->lock);
}

static void coroutine_fn queue_by_lockable(Server *s, QemuLockable *lock)
{
    qemu_co_queue_wait(&s->queue, lock);
}

void coroutine_fn queue_by_wrapper(Server *s)
{
    qemu_mutex_lock(&s->lock);
    queue_by_lockable(s, QEMU_MAKE_LOCKABLE(&s->lock));
    qemu_mutex_unlock(&s->lock);
}

static void coroutine_fn server_wait(Server *s)
{
    while (s->waiting) {
        qemu_co_queue_wait(&s->queue, &s->lock);
    }
}

void coroutine_fn queue_in_a_callee(Server *s)
{
    qemu_mutex_lock(&s->lock);
    server_wait(s);
    qemu_mutex_unlock(&s->lock);
}

static void coroutine_fn server_wait_and_turn(Server *s)
{
    qemu_co_queue_wait(&s->queue, &s->lock);
    turn();
}

void coroutine_fn queue_in_a_callee_and_held(Server *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (server_wait_and_turn)
    server_wait_and_turn(s);
    qemu_mutex_unlock(&s->lock);
}

// others
void coroutine_fn main_loop_locks(AioContext *ctx, Server *s)
{
    aio_context_acquire(ctx);
    turn();
    aio_context_release(ctx);
    qemu_mutex_lock_iothread_impl(__FILE__, __LINE__);
    turn();
    qemu_mutex_unlock_iothread();
}

void coroutine_fn jobs(void)
{
    JOB_LOCK_GUARD(); // EXPECT: guard-held (turn)
    turn();
}

void coroutine_fn jobs_by_hand(void)
{
    job_lock(); // EXPECT: lock-held (turn)
    turn();
    job_unlock();
    turn();
    WITH_JOB_LOCK_GUARD() {
    }
    turn();
}

void coroutine_fn tables(Server *s)
{
    qemu_co_rwlock_rdlock(&s->table); // EXPECT: lock-held (turn)
    qemu_co_rwlock_upgrade(&s->table);
    turn();
    qemu_co_rwlock_unlock(&s->table);
    turn();
}

void coroutine_fn global(void)
{
    qemu_mutex_lock(&big); // EXPECT: lock-held (turn)
    turn();
    qemu_mutex_unlock(&big);
    turn();
}
