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

/* How many can end a wait for `thing`, as far as guards do not say it; else 1. */
static size_t enders(const char *leaf, const void *thing)
{
    if (!strcmp(leaf, "lg_mpsc_recv"))
        return lg__mpsc_senders(thing);
    if (!strcmp(leaf, "lg_mpsc_unbounded_recv"))
        return lg__mpsc_unbounded_senders(thing);
    return 1;
}

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
    for (const struct lg__leaf_kind *kind = lg__leaf_kinds; kind->name; kind++)
        if (!strcmp(leaf->name, kind->name)) {
            memcpy((void *)&result.thing, leaf->future, sizeof result.thing);
            result.what = kind->what;
            result.how = kind->how;
            result.whose = kind->whose;
            result.one = !result.thing || enders(leaf->name, result.thing) == 1;
        }
    return result;
}

enum lg__role lg__guard_role(const lg_guard_info *guard)
{
    for (const struct lg__guard_kind *kind = lg__guard_kinds; kind->type; kind++)
        if (!strcmp(guard->type, kind->type))
            return kind->role;
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
