/* executor.c: a small executor of our own, in some sixty lines.
 *
 * A future does nothing by itself: somebody has to poll it. An executor is a queue of futures to be polled, and a waker
 * is what puts one back into the queue. The futures neither know nor care: the same async functions run under block_on,
 * under this, or in somebody's event loop. */
#include <errno.h>
#include <lifeguard.h>
#include <lifeguard/sync.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* --- The executor --- */

struct job {
    lg_future *future;   /* touched by run() only; NULL once it has finished */
    atomic_uint holders; /* its wakers, the queue, and run() until it has finished: the last one frees the job */
    bool queued;         /* with the lock */
    struct job *next;    /* with the lock: behind it in the queue */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* wakers may be used from any thread */
static pthread_cond_t woken = PTHREAD_COND_INITIALIZER;
static struct job *first, **last = &first; /* the queue, with the lock */
static unsigned unfinished;                /* jobs; for the thread that runs them */

static void release(void *data)
{
    struct job *job = data;
    if (atomic_fetch_sub(&job->holders, 1) == 1)
        free(job);
}

static void enqueue(void *data)
{
    struct job *job = data;
    pthread_mutex_lock(&lock);
    if (!job->queued) { /* woken twice is woken */
        atomic_fetch_add(&job->holders, 1);
        job->queued = true;
        job->next = NULL;
        *last = job;
        last = &job->next;
        pthread_cond_signal(&woken);
    }
    pthread_mutex_unlock(&lock);
}

static lg_waker clone_waker(void *data);

static void wake(void *data)
{
    enqueue(data);
    release(data);
}

static const lg_waker_vtable vtable = {clone_waker, wake, enqueue, release};

static lg_waker clone_waker(void *data)
{
    struct job *job = data;
    atomic_fetch_add(&job->holders, 1);
    return (lg_waker){&vtable, job};
}

/* The next job; if there is none, all are waiting, and so does the thread. */
static struct job *dequeue(void)
{
    pthread_mutex_lock(&lock);
    while (!first)
        pthread_cond_wait(&woken, &lock);
    struct job *job = first;
    first = job->next;
    if (!first)
        last = &first;
    job->queued = false; /* before the poll, so that what is woken during it is polled again */
    pthread_mutex_unlock(&lock);
    return job;
}

/* Takes over `box`, where NULL stands for one that found no memory. 0, or ENOMEM. */
static int execute(lg_future *box)
{
    struct job *job = box ? calloc(1, sizeof *job) : NULL;
    if (!job) {
        lg_future_drop(box);
        return ENOMEM;
    }
    job->future = box;
    job->holders = 1;
    unfinished++;
    enqueue(job);
    return 0;
}

/* Polls what is in the queue until all have finished. */
static void run(void)
{
    while (unfinished > 0) {
        struct job *job = dequeue();
        lg_waker waker = {&vtable, job}; /* lent for the poll: whoever keeps it, clones it */
        lg_context cx;
        lg_context_init(&cx, &waker);
        if (job->future && lg_future_poll(job->future, &cx, NULL) == LG_READY) {
            lg_future_drop(job->future);
            job->future = NULL; /* a late waker finds nothing to do */
            unfinished--;
            release(job);
        }
        release(job); /* the queue's hold */
    }
}

/* --- What it executes --- */

async void count(const char *name, int to)
{
    for (int i = 1; i <= to; i++) {
        printf("%s %d\n", name, i);
        await lg_yield_now(); /* wakes itself: to the end of our queue */
    }
}

static lg_notify whistle = LG_NOTIFY_INIT;

async void kettle(void)
{
    puts("the kettle is on");
    await lg_sleep_ms(20); /* no runtime, no clock of its own: a thread of the library's wakes us */
    puts("the kettle whistles");
    lg_notify_all(&whistle);
}

async void guest(const char *name)
{
    await lg_notify_wait(&whistle); /* what tasks share works over wakers alone, under every executor */
    printf("%s gets up\n", name);
}

int main(void)
{
    int error = execute(future(count("one", 3)));
    error |= execute(future(count("  two", 2)));
    run();

    error |= execute(future(guest("anna")));
    error |= execute(future(guest("ben")));
    error |= execute(future(kettle()));
    run();
    return error != 0;
}
