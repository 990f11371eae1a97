/* process_timers.c: the thread that fires the timers of futures which no runtime polls.
 *
 * It is started by the first such timer, and joined when the program exits. While the process's clock is paused it only
 * waits: then the timers are fired by whoever moves the clock. */
#include "posix.h"

#include "process_timers.h"
#include "threads.h"
#include "timer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static pthread_cond_t changed;                            /* an earlier timer, a paused clock, the end */
static pthread_t thread;
static enum { NOT_STARTED, RUNNING, ENDING } phase;

/* Until `instant` of the process's real clock has come, or something has changed. */
static void wait_until(lg_instant instant)
{
    lg_instant now = lg__clock_now(lg__process_clock());
    uint64_t ns = instant > now ? instant - now : 0;
    struct timespec end;
    if (ns > (uint64_t)1000000000 * 3600)
        ns = (uint64_t)1000000000 * 3600; /* keeps the sum below in range; waking early is harmless */
    clock_gettime(CLOCK_MONOTONIC, &end);
    ns += (uint64_t)end.tv_nsec;
    end.tv_sec += (time_t)(ns / 1000000000u);
    end.tv_nsec = (long)(ns % 1000000000u);
    pthread_cond_timedwait(&changed, &mutex, &end);
}

static void *run(void *unused)
{
    struct lg__timers *timers = lg__process_timers();
    struct lg__clock *clock = lg__process_clock();
    pthread_mutex_lock(&mutex);
    while (phase == RUNNING) {
        lg_instant earliest = lg__timers_earliest(timers);
        if (earliest == UINT64_MAX || lg__clock_paused(clock)) {
            pthread_cond_wait(&changed, &mutex);
        } else if (earliest > lg__clock_now(clock)) {
            wait_until(earliest);
        } else {
            pthread_mutex_unlock(&mutex);
            lg__timers_fire(timers, lg__clock_now(clock));
            pthread_mutex_lock(&mutex);
        }
    }
    pthread_mutex_unlock(&mutex);
    return unused;
}

static void end(void)
{
    pthread_mutex_lock(&mutex);
    phase = ENDING;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    if (!pthread_equal(thread, pthread_self())) /* unless a waker called exit */
        pthread_join(thread, NULL);
}

/* With the mutex held. */
static bool start(void)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    bool started = pthread_cond_init(&changed, &monotonic) == 0;
    pthread_condattr_destroy(&monotonic);
    if (started && lg__thread_start(&thread, run, NULL, "lg-timers", 0)) {
        pthread_cond_destroy(&changed);
        started = false;
    }
    if (started) {
        phase = RUNNING;
        atexit(end);
    }
    return started;
}

bool lg__process_timers_begin(void)
{
    pthread_mutex_lock(&mutex);
    bool begun = phase != NOT_STARTED || lg__clock_paused(lg__process_clock()) || start();
    pthread_mutex_unlock(&mutex);
    return begun;
}

void lg__process_timers_changed(void)
{
    pthread_mutex_lock(&mutex);
    if (phase == RUNNING)
        pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
}

void lg__process_timers_fire(void)
{
    struct lg__timers *timers = lg__process_timers();
    lg_instant now = lg__clock_now(lg__process_clock());
    if (lg__timers_earliest(timers) <= now)
        lg__timers_fire(timers, now);
}

void lg_clock_pause(void)
{
    lg__process_clock_pause();
    lg__process_timers_changed();
}

void lg_clock_advance_ms(uint64_t ms)
{
    struct lg__clock *clock = lg__clock_in_use();
    uint64_t ns = lg__ms_to_ns(ms);
    if (lg__clock_paused(clock)) {
        lg__clock_add(clock, ns);
        if (clock == lg__process_clock())
            lg__process_timers_fire();
        return;
    }
    struct timespec left = {(time_t)(ns / 1000000000u), (long)(ns % 1000000000u)};
    while (nanosleep(&left, &left) == -1 && errno == EINTR)
        ;
}
