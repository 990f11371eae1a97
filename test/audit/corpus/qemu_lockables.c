// The names that qemu.lifeguard is about, as QEMU declares them: its locks by function, by pointer and by scope.
#include <stdbool.h>
#include <stddef.h>

#define coroutine_fn __attribute__((annotate("coroutine_fn")))
#define glib_cleanup(T) __attribute__((cleanup(glib_autoptr_cleanup_##T), unused))

typedef struct QemuMutex {
    int locked;
} QemuMutex;
typedef struct CoMutex {
    int locked;
} CoMutex;
typedef struct CoRwlock {
    int owners;
} CoRwlock;
typedef struct QemuSpin {
    int value;
} QemuSpin;
typedef struct QemuLockCnt {
    int count;
} QemuLockCnt;
typedef struct GMutex {
    int locked;
} GMutex;
typedef struct CoQueue {
    int entries;
} CoQueue;
typedef struct QemuLockable {
    void *object;
} QemuLockable;
typedef void RCUReadAuto;
typedef void GMutexLocker;

typedef void (*QemuMutexLockFunc)(QemuMutex *m, const char *file, int line);
typedef int (*QemuMutexTrylockFunc)(QemuMutex *m, const char *file, int line);
extern QemuMutexLockFunc qemu_mutex_lock_func;
extern QemuMutexTrylockFunc qemu_mutex_trylock_func;
void qemu_mutex_unlock_impl(QemuMutex *m, const char *file, int line);
int qemu_spin_trylock(QemuSpin *s);
void qemu_spin_unlock(QemuSpin *s);
void qemu_lockcnt_lock(QemuLockCnt *c);
void qemu_lockcnt_unlock(QemuLockCnt *c);
bool qemu_lockcnt_dec_and_lock(QemuLockCnt *c);
void g_mutex_lock(GMutex *m);
void g_mutex_unlock(GMutex *m);
GMutexLocker *g_mutex_locker_new(GMutex *m);
void glib_autoptr_cleanup_GMutexLocker(GMutexLocker **l);
void rcu_read_lock(void);
void rcu_read_unlock(void);
RCUReadAuto *rcu_read_auto_lock(void);
void glib_autoptr_cleanup_RCUReadAuto(RCUReadAuto **r);
void glib_autoptr_cleanup_GString(void **s);
QemuLockable *qemu_lockable_auto_lock(QemuLockable *l);
void qemu_lockable_auto_unlock(QemuLockable *l);
void glib_autoptr_cleanup_QemuLockable(QemuLockable **l);
void coroutine_fn qemu_coroutine_yield(void);
void coroutine_fn qemu_co_mutex_lock(CoMutex *m);
void coroutine_fn qemu_co_mutex_unlock(CoMutex *m);
void coroutine_fn qemu_co_rwlock_rdlock(CoRwlock *l);
void coroutine_fn qemu_co_rwlock_unlock(CoRwlock *l);
void coroutine_fn qemu_co_queue_wait_impl(CoQueue *q, QemuLockable *l, int flags);
void aio_co_wake(void *co);
int bdrv_pread(void *child, long offset);

#define qemu_mutex_lock(m) ({ QemuMutexLockFunc _f = qemu_mutex_lock_func; _f(m, __FILE__, __LINE__); })
#define qemu_mutex_trylock(m) ({ QemuMutexTrylockFunc _f = qemu_mutex_trylock_func; _f(m, __FILE__, __LINE__); })
#define qemu_mutex_unlock(m) qemu_mutex_unlock_impl(m, __FILE__, __LINE__)
#define QEMU_MAKE_LOCKABLE(x) _Generic((x), QemuLockable *: (x), default: &(QemuLockable){.object = (x)})
#define QEMU_LOCK_GUARD(x) glib_cleanup(QemuLockable) QemuLockable *_guard = qemu_lockable_auto_lock(QEMU_MAKE_LOCKABLE(x))
#define WITH_QEMU_LOCK_GUARD(x)                                                                                          \
    for (glib_cleanup(QemuLockable) QemuLockable *_guard = qemu_lockable_auto_lock(QEMU_MAKE_LOCKABLE(x)); _guard;       \
         qemu_lockable_auto_unlock(_guard), _guard = NULL)
#define RCU_READ_LOCK_GUARD() glib_cleanup(RCUReadAuto) RCUReadAuto *_rcu = rcu_read_auto_lock()

typedef struct State {
    QemuMutex lock;
    CoMutex co_lock;
    CoRwlock table;
    QemuSpin spin;
    QemuLockCnt count;
    GMutex glib;
    CoQueue waiters;
    int busy;
} State;

void coroutine_fn mutex(State *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (qemu_coroutine_yield, bdrv_pread)
    qemu_coroutine_yield();
    bdrv_pread(s, 0);
    aio_co_wake(s);
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn tried(State *s)
{
    if (qemu_mutex_trylock(&s->lock)) {
        qemu_coroutine_yield();
        return;
    }
    qemu_mutex_unlock(&s->lock);
    qemu_coroutine_yield();
    if (qemu_spin_trylock(&s->spin)) // EXPECT: lock-held (qemu_coroutine_yield)
        return;
    qemu_coroutine_yield();
    qemu_spin_unlock(&s->spin);
    if (qemu_lockcnt_dec_and_lock(&s->count)) // EXPECT: lock-held (bdrv_pread)
        bdrv_pread(s, 0);
    else
        qemu_coroutine_yield();
}

void coroutine_fn co_locks(State *s)
{
    qemu_co_mutex_lock(&s->co_lock);
    qemu_co_rwlock_rdlock(&s->table); // EXPECT: lock-held (qemu_coroutine_yield)
    qemu_coroutine_yield();
    qemu_co_rwlock_unlock(&s->table);
    qemu_co_mutex_unlock(&s->co_lock);
    qemu_lockcnt_lock(&s->count); // EXPECT: lock-held (qemu_co_mutex_lock)
    qemu_co_mutex_lock(&s->co_lock);
    qemu_co_mutex_unlock(&s->co_lock);
    qemu_lockcnt_unlock(&s->count);
}

void coroutine_fn scoped(State *s)
{
    glib_cleanup(GString) void *text = s;
    {
        QEMU_LOCK_GUARD(&s->co_lock);
        qemu_coroutine_yield();
    }
    WITH_QEMU_LOCK_GUARD(&s->lock)
    {
        if (s->busy)
            break;
        s->busy = 1;
    }
    qemu_coroutine_yield();
    QEMU_LOCK_GUARD(&s->lock); // EXPECT: guard-held (qemu_coroutine_yield)
    while (s->busy)
        qemu_co_queue_wait_impl(&s->waiters, QEMU_MAKE_LOCKABLE(&s->lock), 0);
    qemu_coroutine_yield();
}

void coroutine_fn read_side(void)
{
    rcu_read_lock();
    rcu_read_unlock();
    qemu_coroutine_yield();
    RCU_READ_LOCK_GUARD(); // EXPECT: guard-held (qemu_coroutine_yield)
    qemu_coroutine_yield();
}

void coroutine_fn glib(State *s)
{
    g_mutex_lock(&s->glib); // EXPECT: lock-held (qemu_coroutine_yield)
    qemu_coroutine_yield();
    g_mutex_unlock(&s->glib);
    glib_cleanup(GMutexLocker) GMutexLocker *locker = g_mutex_locker_new(&s->glib); // EXPECT: guard-held (qemu_coroutine_yield)
    qemu_coroutine_yield();
}

// Everything that has a cleanup is a resource there, but not what is seen to release a lock.
static void unlock_at_end(QemuMutex **m)
{
    qemu_mutex_unlock(*m);
}

static QemuMutex *locked(QemuMutex *m)
{
    qemu_mutex_lock(m);
    return m;
}

void coroutine_fn own_guard(State *s)
{
    __attribute__((cleanup(unlock_at_end), unused)) QemuMutex *held = locked(&s->lock); // EXPECT: guard-held
    qemu_coroutine_yield();
}
