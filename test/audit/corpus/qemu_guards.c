// Scope-bound guards of QEMU, with the configuration that is installed for it.
#include "qemu.h"

typedef struct Server {
    QemuMutex lock;
    QemuRecMutex rec;
    QemuSpin spin;
    CoMutex co;
    CoRwlock table;
    CoQueue queue;
    int waiting;
    bool threaded;
    bool closed;
    struct Server *next;
} Server;

static void coroutine_fn turn(void)
{
    qemu_coroutine_yield();
}

static void coroutine_fn guard(Server *s)
{
    QEMU_LOCK_GUARD(&s->lock); // EXPECT: guard-held (turn)
    turn();
}

static void coroutine_fn guard_of_each_kind(Server *s)
{
    {
        QEMU_LOCK_GUARD(&s->rec); // EXPECT: guard-held (turn)
        turn();
    }
    {
        QEMU_LOCK_GUARD(&s->spin); // EXPECT: guard-held (turn)
        turn();
    }
    QEMU_LOCK_GUARD(&s->co);
    turn();
}

static void coroutine_fn guard_in_a_block(Server *s)
{
    if (s->waiting) {
        QEMU_LOCK_GUARD(&s->lock);
        s->waiting--;
    }
    turn();
}

static int coroutine_fn guard_and_return(Server *s)
{
    {
        QEMU_LOCK_GUARD(&s->lock);
        if (s->closed)
            return -EPIPE;
        if (s->waiting)
            goto wait;
    }
    return 0;
wait:
    turn();
    return 1;
}

static void coroutine_fn guard_in_a_case(Server *s)
{
    switch (s->waiting) {
    case 0: {
        QEMU_LOCK_GUARD(&s->lock);
        s->waiting = 1;
        break;
    }
    case 1: {
        QEMU_LOCK_GUARD(&s->lock); // EXPECT: guard-held (turn)
        turn();
        break;
    }
    }
    turn();
}

static void coroutine_fn guard_in_a_loop(Server *s)
{
    for (; s; s = s->next) {
        turn();
        QEMU_LOCK_GUARD(&s->lock);
        if (s->closed)
            continue;
        s->waiting++;
    }
}

static void coroutine_fn guard_of_maybe_null(Server *s, QemuMutex *m)
{
    QEMU_LOCK_GUARD(m); // EXPECT: guard-held (turn)
    turn();
}


static void coroutine_fn with(Server *s)
{
    WITH_QEMU_LOCK_GUARD(&s->lock) { // EXPECT: guard-held (turn)
        s->waiting++;
        turn();
    }
    turn();
}

static void coroutine_fn with_and_after(Server *s)
{
    WITH_QEMU_LOCK_GUARD(&s->lock) {
        s->waiting++;
    }
    turn();
}

static int coroutine_fn with_ways_out(Server *s)
{
    WITH_QEMU_LOCK_GUARD(&s->lock) {
        if (s->closed)
            break;
        if (s->waiting)
            return 0;
        if (s->threaded)
            continue;
        if (s->next)
            goto out;
        s->waiting++;
    }
    turn();
out:
    turn();
    return 1;
}

static void coroutine_fn with_a_co_mutex(Server *s)
{
    WITH_QEMU_LOCK_GUARD(&s->co) {
        turn();
    }
}

static void coroutine_fn with_two(Server *s, Server *t)
{
    WITH_QEMU_LOCK_GUARD(&s->lock) { // EXPECT: guard-held (turn)
        WITH_QEMU_LOCK_GUARD(&t->lock) {
            t->waiting++;
        }
        turn();
    }
}

static void coroutine_fn with_and_unlocked_by_hand(Server *s)
{
    WITH_QEMU_LOCK_GUARD(&s->lock) {
        qemu_mutex_unlock(&s->lock);
        turn();
        qemu_mutex_lock(&s->lock);
    }
}

static void coroutine_fn guard_waits_for_a_co_mutex(Server *s)
{
    QEMU_LOCK_GUARD(&s->lock); // EXPECT: guard-held (qemu_lockable_auto_lock)
    WITH_QEMU_LOCK_GUARD(&s->co) {
        s->waiting++;
    }
}

static void coroutine_fn rcu_guard(void)
{
    RCU_READ_LOCK_GUARD(); // EXPECT: guard-held (turn)
    turn();
}

static void coroutine_fn rcu_guard_in_a_block(void)
{
    {
        RCU_READ_LOCK_GUARD();
    }
    turn();
}

static void coroutine_fn with_rcu(Server *s)
{
    WITH_RCU_READ_LOCK_GUARD() {
        s->waiting++;
    }
    turn();
    WITH_RCU_READ_LOCK_GUARD() { // EXPECT: guard-held (turn)
        turn();
    }
}

static void coroutine_fn rcu_by_hand(Server *s)
{
    rcu_read_lock();
    s->waiting++;
    rcu_read_unlock();
    turn();
    rcu_read_lock(); // EXPECT: lock-held (turn)
    turn();
    rcu_read_unlock();
}

static int coroutine_fn memory(void)
{
    g_autofree char *text = g_strdup("text");
    g_autoptr(GString) string = g_string_new(text);
    turn();
    return text && string;
}

// A guard of one's own, whose cleanup unlocks.
typedef Server LockedServer;
static void server_unlock(LockedServer *s)
{
    qemu_mutex_unlock(&s->lock);
}
static LockedServer *server_lock(Server *s)
{
    qemu_mutex_lock(&s->lock);
    return s;
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LockedServer, server_unlock)

static void coroutine_fn guard_of_its_own(Server *s)
{
    g_autoptr(LockedServer) locked = server_lock(s); // EXPECT: guard-held (turn)
    turn();
}

static void coroutine_fn guard_of_its_own_in_a_block(Server *s)
{
    {
        g_autoptr(LockedServer) locked = server_lock(s);
        locked->waiting++;
    }
    turn();
}

static void coroutine_fn lockable_by_hand(Server *s)
{
    QemuLockable *l = QEMU_MAKE_LOCKABLE_NONNULL(&s->lock);
    qemu_lockable_lock(l); // EXPECT: lock-held (turn)
    turn();
    qemu_lockable_unlock(l);
    turn();
}

static void coroutine_fn lockable_of_a_co_mutex(Server *s)
{
    QemuLockable *l = QEMU_MAKE_LOCKABLE_NONNULL(&s->co);
    qemu_lockable_lock(l);
    turn();
    qemu_lockable_unlock(l);
}

void coroutine_fn guards_all(Server *s, QemuMutex *m)
{
    guard(s), guard_of_each_kind(s), guard_in_a_block(s), guard_and_return(s), guard_in_a_case(s), guard_in_a_loop(s);
    guard_of_maybe_null(s, m), with(s), with_and_after(s), with_ways_out(s), with_a_co_mutex(s);
    with_two(s, s), with_and_unlocked_by_hand(s), guard_waits_for_a_co_mutex(s), rcu_guard(), rcu_guard_in_a_block();
    with_rcu(s), rcu_by_hand(s), memory(), guard_of_its_own(s), guard_of_its_own_in_a_block(s);
    lockable_by_hand(s), lockable_of_a_co_mutex(s);
}

// Coroutines are made to hold it while they wait.
void coroutine_fn graph_lock_held(void)
{
    {
        GRAPH_RDLOCK_GUARD();
        turn();
    }
    bdrv_graph_co_rdlock();
    turn();
    bdrv_graph_co_rdunlock();
}

void coroutine_fn graph_lock_waits(Server *s)
{
    QEMU_LOCK_GUARD(&s->lock); // EXPECT: guard-held (graph_lockable_auto_lock)
    GRAPH_RDLOCK_GUARD();
}
