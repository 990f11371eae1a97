// What QEMU's headers declare, as far as the corpus uses it, so that the installed configuration meets the shapes it
// is for: locks taken through pointers in statement expressions, guards around any lock, marks, generated wrappers.
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define coroutine_fn __attribute__((annotate("coroutine_fn")))
#define likely(x) __builtin_expect(!!(x), 1)
#define GLUE_(a, b) a##b
#define GLUE(a, b) GLUE_(a, b)

// GLib
#define g_autofree __attribute__((cleanup(g_autoptr_cleanup_generic_gfree)))
#define g_autoptr(T) __attribute__((cleanup(glib_autoptr_cleanup_##T))) T *
#define G_DEFINE_AUTOPTR_CLEANUP_FUNC(T, function)                                                                       \
    static inline void glib_autoptr_cleanup_##T(T **p)                                                                   \
    {                                                                                                                    \
        if (*p)                                                                                                          \
            (function)(*p);                                                                                              \
    }
#define G_UNLIKELY(e) __builtin_expect(__extension__({ int truth_; if (e) truth_ = 1; else truth_ = 0; truth_; }), 0)
void g_autoptr_cleanup_generic_gfree(void *p);
char *g_strdup(const char *text);
typedef struct GString GString;
void g_string_free(GString *s);
GString *g_string_new(const char *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GString, g_string_free)

// Locks
typedef struct QemuMutex { int taken; } QemuMutex;
typedef struct QemuRecMutex { int taken; } QemuRecMutex;
typedef struct QemuSpin { int taken; } QemuSpin;
typedef struct QemuCond { int waiting; } QemuCond;
typedef struct CoMutex { int taken; } CoMutex;
typedef struct CoRwlock { int taken; } CoRwlock;
typedef struct CoQueue { int waiting; } CoQueue;
typedef void (*QemuMutexLockFunc)(QemuMutex *m, const char *file, int line);
typedef int (*QemuMutexTrylockFunc)(QemuMutex *m, const char *file, int line);
typedef void (*QemuRecMutexLockFunc)(QemuRecMutex *m, const char *file, int line);
typedef int (*QemuRecMutexTrylockFunc)(QemuRecMutex *m, const char *file, int line);
extern QemuMutexLockFunc qemu_mutex_lock_func;
extern QemuMutexTrylockFunc qemu_mutex_trylock_func;
extern QemuRecMutexLockFunc qemu_rec_mutex_lock_func;
extern QemuRecMutexTrylockFunc qemu_rec_mutex_trylock_func;
#define BY_POINTER(type, pointer, m) ({ type f_ = pointer; f_(m, __FILE__, __LINE__); })
#define qemu_mutex_lock(m) BY_POINTER(QemuMutexLockFunc, qemu_mutex_lock_func, m)
#define qemu_mutex_trylock(m) BY_POINTER(QemuMutexTrylockFunc, qemu_mutex_trylock_func, m)
#define qemu_rec_mutex_lock(m) BY_POINTER(QemuRecMutexLockFunc, qemu_rec_mutex_lock_func, m)
#define qemu_rec_mutex_trylock(m) BY_POINTER(QemuRecMutexTrylockFunc, qemu_rec_mutex_trylock_func, m)
void qemu_mutex_unlock_impl(QemuMutex *m, const char *file, int line);
void qemu_rec_mutex_unlock_impl(QemuRecMutex *m, const char *file, int line);
#define qemu_mutex_unlock(m) qemu_mutex_unlock_impl(m, __FILE__, __LINE__)
#define qemu_rec_mutex_unlock(m) qemu_rec_mutex_unlock_impl(m, __FILE__, __LINE__)
void qemu_spin_lock(QemuSpin *s);
bool qemu_spin_trylock(QemuSpin *s);
void qemu_spin_unlock(QemuSpin *s);
void qemu_cond_wait_impl(QemuCond *c, QemuMutex *m, const char *file, int line);
#define qemu_cond_wait(c, m) qemu_cond_wait_impl(c, m, __FILE__, __LINE__)
void rcu_read_lock(void);
void rcu_read_unlock(void);
void job_lock(void);
void job_unlock(void);
extern QemuMutex job_mutex;
typedef struct AioContext AioContext;
void aio_context_acquire(AioContext *ctx);
void aio_context_release(AioContext *ctx);
bool aio_poll(AioContext *ctx, bool blocking);
typedef struct QemuSemaphore {
    unsigned count;
} QemuSemaphore;
void qemu_sem_wait(QemuSemaphore *sem);
void qemu_mutex_lock_iothread_impl(const char *file, int line);
void qemu_mutex_unlock_iothread(void);

// Coroutines
typedef void coroutine_fn CoroutineEntry(void *opaque);
typedef struct Coroutine Coroutine;
void coroutine_fn qemu_coroutine_yield(void);
bool qemu_in_coroutine(void);
Coroutine *qemu_coroutine_create(CoroutineEntry *entry, void *opaque);
void qemu_coroutine_enter(Coroutine *co);
void aio_co_wake(Coroutine *co);
void coroutine_fn qemu_co_mutex_lock(CoMutex *m);
void coroutine_fn qemu_co_mutex_unlock(CoMutex *m);
void coroutine_fn qemu_co_rwlock_rdlock(CoRwlock *l);
void coroutine_fn qemu_co_rwlock_upgrade(CoRwlock *l);
void coroutine_fn qemu_co_rwlock_unlock(CoRwlock *l);

// A guard around any lock
typedef struct QemuLockable {
    void *object;
    void (*lock)(void *), (*unlock)(void *);
} QemuLockable;
void lock_of_mutex(void *), unlock_of_mutex(void *), lock_of_co_mutex(void *), unlock_of_co_mutex(void *);
static inline QemuLockable *qemu_null_lockable(void *x)
{
    return x;
}
static inline QemuLockable *qemu_make_lockable(void *x, QemuLockable *lockable)
{
    return x ? lockable : NULL;
}
#define LOCKABLE_OF(x, kind) (&(QemuLockable){.object = (x), .lock = lock_of_##kind, .unlock = unlock_of_##kind})
#define QEMU_MAKE_LOCKABLE(x)                                                                                            \
    _Generic((x),                                                                                                        \
        QemuLockable *: (x),                                                                                             \
        void *: qemu_null_lockable(x),                                                                                   \
        QemuMutex *: qemu_make_lockable(x, LOCKABLE_OF(x, mutex)),                                                       \
        QemuRecMutex *: qemu_make_lockable(x, LOCKABLE_OF(x, mutex)),                                                    \
        QemuSpin *: qemu_make_lockable(x, LOCKABLE_OF(x, mutex)),                                                        \
        CoMutex *: qemu_make_lockable(x, LOCKABLE_OF(x, co_mutex)))
#define QEMU_MAKE_LOCKABLE_NONNULL(x)                                                                                    \
    _Generic((x), QemuLockable *: (x), QemuMutex *: LOCKABLE_OF(x, mutex), CoMutex *: LOCKABLE_OF(x, co_mutex))
static inline void qemu_lockable_lock(QemuLockable *x)
{
    x->lock(x->object);
}
static inline void qemu_lockable_unlock(QemuLockable *x)
{
    x->unlock(x->object);
}
static inline QemuLockable *qemu_lockable_auto_lock(QemuLockable *x)
{
    qemu_lockable_lock(x);
    return x;
}
static inline void qemu_lockable_auto_unlock(QemuLockable *x)
{
    if (x)
        qemu_lockable_unlock(x);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QemuLockable, qemu_lockable_auto_unlock)
#define QEMU_LOCK_GUARD(x)                                                                                               \
    g_autoptr(QemuLockable) __attribute__((unused)) GLUE(lockable_, __COUNTER__) =                                       \
        qemu_lockable_auto_lock(QEMU_MAKE_LOCKABLE(x))
#define WITH_GUARD(x, guard)                                                                                             \
    for (g_autoptr(QemuLockable) guard = qemu_lockable_auto_lock(QEMU_MAKE_LOCKABLE_NONNULL(x)); guard;                  \
         qemu_lockable_auto_unlock(guard), guard = NULL)
#define WITH_QEMU_LOCK_GUARD(x) WITH_GUARD(x, GLUE(lockable_, __COUNTER__))
#define JOB_LOCK_GUARD() QEMU_LOCK_GUARD(&job_mutex)
#define WITH_JOB_LOCK_GUARD() WITH_QEMU_LOCK_GUARD(&job_mutex)

typedef void RCUReadAuto;
static inline RCUReadAuto *rcu_read_auto_lock(void)
{
    rcu_read_lock();
    return (void *)(uintptr_t)1;
}
static inline void rcu_read_auto_unlock(RCUReadAuto *r)
{
    (void)r;
    rcu_read_unlock();
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RCUReadAuto, rcu_read_auto_unlock)
#define RCU_READ_LOCK_GUARD() g_autoptr(RCUReadAuto) __attribute__((unused)) rcu_guard = rcu_read_auto_lock()
#define WITH_RCU_READ_LOCK_GUARD()                                                                                       \
    for (g_autoptr(RCUReadAuto) rcu_with = rcu_read_auto_lock(); rcu_with; rcu_read_auto_unlock(rcu_with), rcu_with = NULL)

void coroutine_fn qemu_co_queue_wait_impl(CoQueue *queue, QemuLockable *lock, int flags);
#define qemu_co_queue_wait(queue, lock) qemu_co_queue_wait_impl(queue, QEMU_MAKE_LOCKABLE(lock), 0)

// Later versions: the lock of the graph of block devices, for clang's thread safety analysis, too
typedef struct __attribute__((capability("graph"))) BdrvGraphLock { int readers; } BdrvGraphLock;
extern BdrvGraphLock graph_lock;
void coroutine_fn bdrv_graph_co_rdlock(void) __attribute__((acquire_shared_capability(graph_lock)));
void coroutine_fn bdrv_graph_co_rdunlock(void) __attribute__((release_shared_capability(graph_lock)));
typedef struct GraphLockable { char unused; } GraphLockable;
static inline GraphLockable *coroutine_fn graph_lockable_auto_lock(GraphLockable *x)
{
    bdrv_graph_co_rdlock();
    return x;
}
static inline void graph_lockable_auto_unlock(GraphLockable *x)
{
    (void)x;
    bdrv_graph_co_rdunlock();
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GraphLockable, graph_lockable_auto_unlock)
#define GRAPH_RDLOCK_GUARD()                                                                                             \
    g_autoptr(GraphLockable) __attribute__((unused)) graph_guard = graph_lockable_auto_lock(&(GraphLockable){0})

// The block layer
typedef struct BlockDriverState BlockDriverState;
typedef struct BdrvChild { BlockDriverState *bs; } BdrvChild;
typedef struct BlockDriver { int coroutine_fn (*bdrv_co_flush_to_disk)(BlockDriverState *bs); } BlockDriver;
struct BlockDriverState { BlockDriver *drv; };
#define BDRV_REQ_SERIALISING 4
int coroutine_fn bdrv_co_flush(BlockDriverState *bs);
int bdrv_pread(BdrvChild *child, int64_t offset, int64_t bytes, void *buf, int flags); // made by the build
int bdrv_flush(BlockDriverState *bs);
