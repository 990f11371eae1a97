#include "posix.h"

#include "atomics.h"
#include "blocking.h"
#include "runtime.h"
#include "threads.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct lg__blocking {
    _Atomic(unsigned) references;
    _Atomic(size_t) busy;  /* jobs handed in, and neither run to the end nor withdrawn */
    pthread_mutex_t mutex; /* guards what follows */
    pthread_cond_t work;   /* a job, or the end; on CLOCK_MONOTONIC */
    pthread_cond_t said;
    lg_runtime *runtime; /* until closed */
    struct lg__job *first, *last;
    size_t queued;
    unsigned threads, idle, started;
    unsigned most_threads; /* constant, as are the next two */
    uint64_t idle_ms;
    char name[16];
    bool closed;
    bool has_exited; /* `exited` is to be joined */
    pthread_t exited;
};

struct lg__blocking *lg__blocking_new(lg_runtime *runtime, unsigned most_threads, uint64_t idle_ms, const char *name)
{
    struct lg__blocking *pool = malloc(sizeof *pool);
    if (!pool) {
        errno = ENOMEM;
        return NULL;
    }
    *pool =
        (struct lg__blocking){.references = 1, .runtime = runtime, .most_threads = most_threads, .idle_ms = idle_ms};
    snprintf(pool->name, sizeof pool->name, "%.8s-call", name);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    int error = pthread_mutex_init(&pool->mutex, NULL);
    if (!error && (error = pthread_cond_init(&pool->work, &monotonic)))
        pthread_mutex_destroy(&pool->mutex);
    if (!error && (error = pthread_cond_init(&pool->said, NULL))) {
        pthread_cond_destroy(&pool->work);
        pthread_mutex_destroy(&pool->mutex);
    }
    pthread_condattr_destroy(&monotonic);
    if (error) {
        free(pool);
        errno = error;
        return NULL;
    }
    return pool;
}

void lg__blocking_retain(struct lg__blocking *pool)
{
    lg__fetch_add_relaxed(&pool->references, 1);
}

void lg__blocking_release(struct lg__blocking *pool)
{
    if (lg__fetch_sub_acq_rel(&pool->references, 1) > 1) /* pairs with the other releases */
        return;
    pthread_cond_destroy(&pool->said);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}

void lg__blocking_lock(struct lg__blocking *pool)
{
    pthread_mutex_lock(&pool->mutex);
}

void lg__blocking_unlock(struct lg__blocking *pool)
{
    pthread_mutex_unlock(&pool->mutex);
}

void lg__blocking_wait(struct lg__blocking *pool)
{
    pthread_cond_wait(&pool->said, &pool->mutex);
}

void lg__blocking_said(struct lg__blocking *pool)
{
    pthread_cond_broadcast(&pool->said);
}

/* The queue; with the lock. */

static void append(struct lg__blocking *pool, struct lg__job *job)
{
    job->next = NULL;
    job->prev = pool->last;
    if (pool->last)
        pool->last->next = job;
    else
        pool->first = job;
    pool->last = job;
    job->queued = true;
    pool->queued++;
}

static void take_out(struct lg__blocking *pool, struct lg__job *job)
{
    if (job->prev)
        job->prev->next = job->next;
    else
        pool->first = job->next;
    if (job->next)
        job->next->prev = job->prev;
    else
        pool->last = job->prev;
    job->queued = false;
    pool->queued--;
}

/* Threads. */

/* A job less. A runtime whose paused clock stood still for it looks again. */
static void end_job(struct lg__blocking *pool)
{
    if (lg__fetch_sub_acq_rel(&pool->busy, 1) == 1)
        lg__runtime_nudge(pool->runtime);
}

/* Waits for a job; with the lock. False: the time is over. */
static bool wait_for_work(struct lg__blocking *pool)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(pool->idle_ms / 1000);
    until.tv_nsec += (long)(pool->idle_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000;
    }
    int error = 0;
    pool->idle++;
    while (!pool->first && !pool->closed && !error)
        error = pthread_cond_timedwait(&pool->work, &pool->mutex, &until);
    pool->idle--;
    return pool->first;
}

static void *run(void *data)
{
    struct lg__blocking *pool = data;
    pthread_mutex_lock(&pool->mutex);
    while (pool->first || (!pool->closed && wait_for_work(pool))) {
        struct lg__job *job = pool->first;
        take_out(pool, job);
        pthread_mutex_unlock(&pool->mutex);
        job->run(job, false);
        end_job(pool);
        pthread_mutex_lock(&pool->mutex);
    }
    bool join = pool->has_exited;
    pthread_t before = pool->exited;
    pool->has_exited = true;
    pool->exited = pthread_self();
    if (--pool->threads == 0)
        pthread_cond_broadcast(&pool->said);
    pthread_mutex_unlock(&pool->mutex);
    if (join)
        pthread_join(before, NULL);
    return NULL;
}

/* With the lock. */
static int start_thread(struct lg__blocking *pool)
{
    pthread_t thread;
    int error = lg__thread_start(&thread, run, pool, pool->name, pool->started);
    if (!error) {
        pool->threads++;
        pool->started++;
    }
    return error;
}

int lg__blocking_submit(struct lg__blocking *pool, struct lg__job *job)
{
    int error = 0;
    lg__fetch_add_relaxed(&pool->busy, 1);
    pthread_mutex_lock(&pool->mutex);
    if (pool->closed) {
        error = ECANCELED;
    } else if (pool->idle > pool->queued) {
        append(pool, job);
        pthread_cond_signal(&pool->work);
    } else {
        if (pool->threads < pool->most_threads && start_thread(pool) && pool->threads == 0)
            error = EAGAIN;
        else
            append(pool, job);
    }
    pthread_mutex_unlock(&pool->mutex);
    if (error)
        lg__fetch_sub_acq_rel(&pool->busy, 1);
    return error;
}

bool lg__blocking_withdraw(struct lg__blocking *pool, struct lg__job *job)
{
    pthread_mutex_lock(&pool->mutex);
    bool queued = job->queued;
    if (queued) {
        take_out(pool, job);
        end_job(pool); /* with the lock: while jobs are queued, the pool is not closed and the runtime lives */
    }
    pthread_mutex_unlock(&pool->mutex);
    return queued;
}

void lg__blocking_close(struct lg__blocking *pool)
{
    pthread_mutex_lock(&pool->mutex);
    pool->closed = true;
    while (pool->first) {
        struct lg__job *job = pool->first;
        take_out(pool, job);
        pthread_mutex_unlock(&pool->mutex);
        job->run(job, true);
        pthread_mutex_lock(&pool->mutex);
    }
    pthread_cond_broadcast(&pool->work);
    while (pool->threads > 0)
        pthread_cond_wait(&pool->said, &pool->mutex);
    bool join = pool->has_exited;
    pthread_t last = pool->exited;
    pthread_mutex_unlock(&pool->mutex);
    if (join)
        pthread_join(last, NULL);
}

bool lg__blocking_is_busy(struct lg__blocking *pool)
{
    return lg__load_acquire(&pool->busy) > 0;
}

void lg__blocking_count(struct lg__blocking *pool, unsigned *threads, size_t *queued)
{
    pthread_mutex_lock(&pool->mutex);
    *threads = pool->threads;
    *queued = pool->queued;
    pthread_mutex_unlock(&pool->mutex);
}
