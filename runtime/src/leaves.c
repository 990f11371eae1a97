/* leaves.c: see leaves.h. */
#include "posix.h"

#include "ends.h"
#include "leaves.h"
#include "timer.h"

#include <errno.h>
#include <lifeguard/dump.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Leaves that begin with a pointer to what they wait for; who ends that, and how many of those there are, if it is not
 * said by guards. */
static const struct {
    const char *name, *what, *how;
    enum lg__role whose;
    size_t (*count)(const void *thing);
} kinds[] = {
    {"lg_mutex_lock", "mutex", NULL, LG__OWNER, NULL},
    {"lg_rwlock_read", "rwlock", NULL, LG__OWNER, NULL},
    {"lg_rwlock_write", "rwlock", NULL, LG__OWNER, NULL},
    {"lg_semaphore_acquire", "semaphore", NULL, LG__OWNER, NULL},
    {"lg_notify_wait", "notify", NULL, LG__NO_ROLE, NULL},
    {"lg_barrier_wait", "barrier", NULL, LG__NO_ROLE, NULL},
    {"lg_once_begin", "once", NULL, LG__NO_ROLE, NULL},
    {"lg_mpsc_send", "channel", "full", LG__RECEIVER, NULL},
    {"lg_mpsc_recv", "channel", "empty", LG__SENDER, lg__mpsc_senders},
    {"lg_mpsc_unbounded_recv", "channel", "empty", LG__SENDER, lg__mpsc_unbounded_senders},
    {"lg_oneshot_recv", "channel", "empty", LG__SENDER, NULL},
    {"lg_oneshot_closed", "channel", "open", LG__RECEIVER, NULL},
    {"lg_broadcast_recv", "receiver", "empty", LG__NO_ROLE, NULL},
    {"lg_watch_changed", "receiver", "unchanged", LG__NO_ROLE, NULL},
    {"lg_join_set_next", "join set", NULL, LG__NO_ROLE, NULL},
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
            memcpy((void *)&result.thing, leaf->future, sizeof result.thing);
            result.what = kinds[i].what;
            result.how = kinds[i].how;
            result.whose = kinds[i].whose;
            result.one = !kinds[i].count || !result.thing || kinds[i].count(result.thing) == 1;
        }
    return result;
}

enum lg__role lg__guard_role(const lg_guard_info *guard)
{
    static const struct {
        const char *type;
        enum lg__role role;
    } types[] = {
        {"lg_mutex_guard", LG__OWNER},
        {"lg_read_guard", LG__OWNER},
        {"lg_write_guard", LG__OWNER},
        {"lg_semaphore_permit", LG__OWNER},
        {"lg_mpsc_sender", LG__SENDER},
        {"lg_mpsc_receiver", LG__RECEIVER},
        {"lg_mpsc_unbounded_sender", LG__SENDER},
        {"lg_mpsc_unbounded_receiver", LG__RECEIVER},
        {"lg_oneshot_sender", LG__SENDER},
        {"lg_oneshot_receiver", LG__RECEIVER},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (!strcmp(guard->type, types[i].type))
            return types[i].role;
    return LG__NO_ROLE;
}

const void *lg__guard_thing(const struct lg__place *place, const lg_guard_info *guard)
{
    const void *thing;
    memcpy((void *)&thing, (const char *)place->future + guard->offset, sizeof thing);
    return thing;
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
