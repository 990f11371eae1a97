/* leaves.c: see leaves.h. */
#include "posix.h"

#include "leaves.h"
#include "timer.h"

#include <errno.h>
#include <lifeguard/dump.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Leaves that begin with a pointer to what they wait for. */
static const struct {
    const char *name, *what;
    bool held;
} kinds[] = {
    {"lg_mutex_lock", "mutex", true},         {"lg_rwlock_read", "rwlock", true},
    {"lg_rwlock_write", "rwlock", true},      {"lg_semaphore_acquire", "semaphore", true},
    {"lg_notify_wait", "notify", false},      {"lg_barrier_wait", "barrier", false},
    {"lg_once_begin", "once", false},         {"lg_mpsc_send", "channel", false},
    {"lg_mpsc_recv", "channel", false},       {"lg_mpsc_unbounded_recv", "channel", false},
    {"lg_oneshot_recv", "channel", false},    {"lg_oneshot_closed", "channel", false},
    {"lg_broadcast_recv", "receiver", false}, {"lg_watch_changed", "receiver", false},
    {"lg_join_set_next", "join set", false},
};

static struct lg__waits_for sleeping(const struct lg__timer *timer)
{
    bool known = timer->state != LG__TIMER_AFTER;
    return (struct lg__waits_for){.until = known ? timer->deadline : 0};
}

struct lg__waits_for lg__leaf_waits_for(const struct lg__place *leaf)
{
    struct lg__waits_for result = {0};
    if (!strcmp(leaf->name, "lg_join")) {
        const struct lg_joiner *joiner = leaf->future;
        result.task = joiner->task;
        return result;
    }
    if (!strcmp(leaf->name, "lg_sleep_ms") || !strcmp(leaf->name, "lg_sleep_until"))
        return sleeping(&((const struct lg_sleep *)leaf->future)->timer);
    if (!strcmp(leaf->name, "lg_interval_tick"))
        return sleeping(&((const struct lg_ticking *)leaf->future)->sleep.timer);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (!strcmp(leaf->name, kinds[i].name)) {
            result.what = kinds[i].what;
            result.held = kinds[i].held;
            memcpy((void *)&result.thing, leaf->future, sizeof result.thing);
        }
    return result;
}

bool lg__guard_holds(const lg_guard_info *guard)
{
    static const char *const types[] = {"lg_mutex_guard", "lg_read_guard", "lg_write_guard", "lg_semaphore_permit"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(guard->type, types[i]))
            return true;
    return false;
}

/* The users' own. */

struct description {
    const char *name;
    void (*describe)(const void *future, FILE *file);
    struct description *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the list */
static struct description *latest;

int lg_dump_describe(const char *name, void (*describe)(const void *future, FILE *file))
{
    struct description *one = malloc(sizeof *one);
    if (!one)
        return ENOMEM;
    pthread_mutex_lock(&lock);
    *one = (struct description){name, describe, latest};
    latest = one;
    pthread_mutex_unlock(&lock);
    return 0;
}

bool lg__describe_leaf(const struct lg__place *leaf, FILE *file)
{
    pthread_mutex_lock(&lock);
    const struct description *one = latest;
    while (one && strcmp(one->name, leaf->name) != 0)
        one = one->next;
    pthread_mutex_unlock(&lock);
    if (one)
        one->describe(leaf->future, file);
    return one;
}
