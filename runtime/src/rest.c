/* rest.c: see rest.h. */
#include "posix.h"

#include "crew.h"
#include "rest.h"
#include "runtimes.h"

#include <errno.h>
#include <pthread.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards what follows, and `resting` of all runtimes */
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool asked;

/* Resting and looking take turns by the lock: who looks sees what who rests has done. */
static void rest(unsigned *resting)
{
    pthread_mutex_lock(&lock);
    ++*resting;
    pthread_cond_broadcast(&changed);
    while (asked)
        pthread_cond_wait(&changed, &lock);
    --*resting;
    pthread_mutex_unlock(&lock);
}

void lg__rest_in_crew(struct lg__crew *crew)
{
    if (lg__load_relaxed(&crew->orders) == LG__REST)
        rest(&crew->runtime->resting);
}

void lg__rest_in_now(lg_runtime *runtime)
{
    rest(&runtime->resting);
}

bool lg__rest_or_stop(struct lg__crew *crew)
{
    lg__rest_in_crew(crew);
    return lg__load_relaxed(&crew->orders) != LG__STOP;
}

static void ask(lg_runtime *runtime, void *data)
{
    (void)data;
    if (runtime->crew) {
        lg__store_relaxed(&runtime->crew->orders, LG__REST);
        lg__crew_rouse(runtime->crew);
    } else {
        lg__store_relaxed(&runtime->rests, true);
        if (!lg__runtime_is_owned(runtime))
            lg__inbox_nudge(&runtime->inbox, &runtime->parker);
    }
}

static void let_go(lg_runtime *runtime, void *data)
{
    (void)data;
    if (runtime->crew)
        lg__store_relaxed(&runtime->crew->orders, LG__GO_ON);
    else
        lg__store_relaxed(&runtime->rests, false);
}

/* Whether some worker is between two polls, and so will soon rest. With the lock. */
static void some_come(lg_runtime *runtime, void *some)
{
    unsigned idle = 0;
    for (unsigned i = 0; runtime->crew && i < runtime->crew->count; i++)
        idle += !lg__load_relaxed(&runtime->crew->workers[i].running);
    if (idle > runtime->resting)
        *(bool *)some = true;
}

/* With the lock. */
static void all_rest(lg_runtime *runtime, void *all)
{
    bool mine = runtime->crew ? lg__works_for(runtime) : lg__runtime_is_owned(runtime);
    unsigned threads = runtime->crew ? runtime->crew->count : lg__load_acquire(&runtime->entered);
    if (runtime->resting + mine < threads)
        *(bool *)all = false;
}

void lg__rest_begin(unsigned ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)ms * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&lock);
    asked = true;
    lg__runtimes_each(ask, NULL);
    for (int error = 0;;) {
        bool all = true, come = false;
        lg__runtimes_each(all_rest, &all);
        lg__runtimes_each(some_come, &come);
        if (all || (error == ETIMEDOUT && !come))
            break;
        if (error == ETIMEDOUT)
            until.tv_sec++;
        error = pthread_cond_timedwait(&changed, &lock, &until);
    }
    pthread_mutex_unlock(&lock);
}

void lg__rest_end(void)
{
    pthread_mutex_lock(&lock);
    lg__runtimes_each(let_go, NULL);
    asked = false;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}
