// Ways in which a call suspends in QEMU: members, types, tables, generated wrappers, helpers without a mark.
#include "qemu.h"

typedef int coroutine_fn ReadFn(void *opaque, void *into, size_t size);
typedef int coroutine_fn (*ReadFnPtr)(void *opaque, void *into, size_t size);
typedef struct Ops {
    int coroutine_fn (*read)(void *opaque, void *into, size_t size);
    ReadFn *read_by_type;
    ReadFnPtr read_by_pointer;
    int (*size)(void *opaque);
} Ops;
typedef struct Server {
    QemuMutex lock;
    const Ops *ops;
    CoroutineEntry *entry;
    QemuSemaphore done;
    AioContext *ctx;
    int waiting;
} Server;

static void coroutine_fn turn(void)
{
    qemu_coroutine_yield();
}

static int coroutine_fn file_read(void *opaque, void *into, size_t size)
{
    turn();
    return 0;
}
static int coroutine_fn zero_read(void *opaque, void *into, size_t size)
{
    turn();
    return 0;
}
static int file_size(void *opaque)
{
    return 0;
}
static const Ops ops = {.read = file_read, .read_by_type = zero_read, .read_by_pointer = file_read, .size = file_size};
static CoroutineEntry *entries[2];

void coroutine_fn by_member(Server *s, void *into)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (read)
    s->ops->read(s, into, 1);
    qemu_mutex_unlock(&s->lock);
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (read_by_type)
    s->ops->read_by_type(s, into, 1);
    qemu_mutex_unlock(&s->lock);
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (read_by_pointer)
    (*s->ops->read_by_pointer)(s, into, 1);
    qemu_mutex_unlock(&s->lock);
    qemu_mutex_lock(&s->lock);
    s->ops->size(s);
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn by_entry(Server *s, CoroutineEntry *entry, CoroutineEntry fn, int i)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (entry, entry, fn, entries)
    s->entry(s);
    entry(s);
    fn(s);
    entries[i](s);
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn by_local(Server *s, void *into, bool zero)
{
    ReadFn *read = s->ops->read;
    typeof(s->ops->read) same = s->ops->read;
    int coroutine_fn (*marked)(void *, void *, size_t) = zero ? zero_read : file_read;
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (read, same, marked, call)
    read(s, into, 1);
    same(s, into, 1);
    marked(s, into, 1);
    (zero ? zero_read : file_read)(s, into, 1);
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn by_parameter(Server *s, ReadFn *read, int (*size)(void *))
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (read)
    read(s, NULL, 1);
    qemu_mutex_unlock(&s->lock);
    qemu_mutex_lock(&s->lock);
    size(s);
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn by_driver(BlockDriverState *bs, Server *s)
{
    BlockDriver *drv = bs->drv;
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (bdrv_co_flush_to_disk, bdrv_co_flush)
    drv->bdrv_co_flush_to_disk(bs);
    bdrv_co_flush(bs);
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn by_generated_wrapper(BdrvChild *child, Server *s, void *into)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (bdrv_pread, bdrv_flush)
    bdrv_pread(child, 0, 1, into, 0);
    bdrv_flush(child->bs);
    qemu_mutex_unlock(&s->lock);
}

// Unmarked helpers that reach a yield, marked ones that do not.
static int helper(Server *s)
{
    turn(); // EXPECT: mark-missing
    return s->waiting;
}
static int helper_of_helper(Server *s)
{
    return helper(s);
}
static int coroutine_fn never(Server *s) // EXPECT: mark-needless
{
    return s->waiting;
}
static int recursive(Server *s, int n)
{
    return n ? recursive(s, n - 1) : helper(s);
}

void coroutine_fn by_helpers(Server *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (helper_of_helper, recursive)
    helper_of_helper(s);
    recursive(s, 2);
    qemu_mutex_unlock(&s->lock);
    qemu_mutex_lock(&s->lock);
    never(s);
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn in_expressions(Server *s)
{
    qemu_mutex_lock(&s->lock); // EXPECT: lock-held (file_read, zero_read, file_read, zero_read)
    if (s->waiting && file_read(s, NULL, 0) < 0) {
        s->waiting = 1;
    }
    for (int i = 0; i < 3; i += zero_read(s, NULL, 0)) {
        s->waiting = ({ int got = file_read(s, NULL, 0); got; });
    }
    s->waiting += zero_read(s, NULL, 1) ? 1 : 2;
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn starts_another(Server *s)
{
    Coroutine *co;
    qemu_mutex_lock(&s->lock);
    co = qemu_coroutine_create(entries[0], s);
    qemu_coroutine_enter(co);
    aio_co_wake(co);
    qemu_mutex_unlock(&s->lock);
    (void)ops;
}

void not_a_coroutine(Server *s)
{
    qemu_mutex_lock(&s->lock);
    if (qemu_in_coroutine()) {
        turn();
    }
    qemu_mutex_unlock(&s->lock);
}

void coroutine_fn blocks(Server *s)
{
    qemu_sem_wait(&s->done); // EXPECT: blocking-call
    while (aio_poll(s->ctx, true)) { // EXPECT: blocking-call
        turn();
    }
}

void blocks_its_own_thread(Server *s)
{
    qemu_sem_wait(&s->done);
    aio_poll(s->ctx, true);
}
