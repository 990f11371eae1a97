/* signal.c: from signal handlers to wakers.
 *
 * A handler may do next to nothing: it marks the signal, and posts a semaphore that a thread of the library's waits
 * for. That thread tells the handles, and then wakes, without the mutex, who waits for one that was told. It is started
 * by the first handle and ends with the program. */
#include "../posix.h"

#include "../atomics.h"
#include "../contract.h"
#include "../threads.h"
#include "../wait_list.h"

#include <lifeguard/signal.h>

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>

struct lg__signal_handle {
    struct lg__signal_handle *next;
    int number;
    bool arrived; /* with the lock of `waiters` */
    struct lg__wait_list waiters;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards what follows but the semaphore and the marks */
static struct lg__signal_handle *handles;
static struct sigaction before[NSIG]; /* of signals that have a handle */
static pthread_t thread;
static bool started;

static sem_t arrivals;
static _Atomic(bool) marks[NSIG];
static _Atomic(bool) ending;

static void on_signal(int number)
{
    int error = errno;
    lg__store_release(&marks[number], true); /* pairs with take_mark, as does the semaphore */
    sem_post(&arrivals);
    errno = error;
}

static bool take_mark(int number)
{
    return lg__load_relaxed(&marks[number]) && lg__exchange_acquire(&marks[number], false);
}

static void tell(int number)
{
    for (struct lg__signal_handle *handle = handles; handle; handle = handle->next) {
        if (handle->number != number)
            continue;
        lg__lock(&handle->waiters.lock);
        handle->arrived = true;
        lg__unlock(&handle->waiters.lock);
    }
}

/* Wakes somebody who waits for a handle that was told. False: nobody does. A waker may end handles. */
static bool wake_one(void)
{
    lg_waker waker;
    bool taken = false;
    pthread_mutex_lock(&mutex);
    for (struct lg__signal_handle *handle = handles; handle && !taken; handle = handle->next) {
        lg__lock(&handle->waiters.lock);
        taken = handle->arrived && lg__wait_list_take(&handle->waiters, LG__WAITER_CALLED, &waker);
        lg__unlock(&handle->waiters.lock);
    }
    pthread_mutex_unlock(&mutex);
    if (taken)
        lg_waker_wake(waker);
    return taken;
}

static void *listen(void *unused)
{
    for (;;) {
        while (sem_wait(&arrivals) == -1 && errno == EINTR)
            ;
        if (lg__load_acquire(&ending))
            return unused;
        pthread_mutex_lock(&mutex);
        for (int number = 1; number < NSIG; number++)
            if (take_mark(number))
                tell(number);
        pthread_mutex_unlock(&mutex);
        while (wake_one())
            ;
    }
}

static void end(void)
{
    lg__store_release(&ending, true);
    sem_post(&arrivals);
    if (!pthread_equal(thread, pthread_self())) /* unless a waker called exit */
        pthread_join(thread, NULL);
}

/* With the mutex. */
static int start(void)
{
    if (started)
        return 0;
    if (sem_init(&arrivals, 0, 0))
        return errno;
    int error = lg__thread_start(&thread, listen, NULL, "lg-signals", 0);
    if (error) {
        sem_destroy(&arrivals);
        return error;
    }
    started = true;
    atexit(end);
    return 0;
}

/* With the mutex. */
static bool has_handle(int number)
{
    struct lg__signal_handle *handle = handles;
    while (handle && handle->number != number)
        handle = handle->next;
    return handle;
}

int lg_signal_open(lg_signal *signal, int number)
{
    struct lg__signal_handle *handle = number > 0 && number < NSIG ? malloc(sizeof *handle) : NULL;
    if (!handle)
        return number > 0 && number < NSIG ? ENOMEM : EINVAL;
    *handle = (struct lg__signal_handle){.number = number};
    pthread_mutex_lock(&mutex);
    int error = start();
    if (!error && !has_handle(number)) {
        struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
        sigfillset(&action.sa_mask);
        error = sigaction(number, &action, &before[number]) ? errno : 0;
    }
    if (!error) {
        handle->next = handles;
        handles = handle;
    }
    pthread_mutex_unlock(&mutex);
    if (error)
        free(handle);
    else
        signal->handle = handle;
    return error;
}

void lg_signal_drop(lg_signal *signal)
{
    struct lg__signal_handle *handle = signal->handle;
    signal->handle = NULL;
    if (!handle)
        return;
    pthread_mutex_lock(&mutex);
    struct lg__signal_handle **link = &handles;
    while (*link != handle)
        link = &(*link)->next;
    *link = handle->next;
    if (!has_handle(handle->number))
        sigaction(handle->number, &before[handle->number], NULL);
    pthread_mutex_unlock(&mutex);
    free(handle);
}

void lg_signal_waiting_init(struct lg_signal_waiting *self, lg_signal *signal)
{
    self->handle = signal->handle;
    lg__waiter_init(&self->waiter);
}

static bool has_arrived(void *data)
{
    struct lg_signal_waiting *self = data;
    bool arrived = self->handle->arrived;
    self->handle->arrived = false;
    return arrived;
}

lg_poll lg_signal_waiting_poll(struct lg_signal_waiting *self, lg_context *cx, int *out)
{
    lg__waiter_expect(&self->waiter, "lg_signal_wait");
    if (self->handle && !lg__wait(&self->handle->waiters, &self->waiter, cx, has_arrived, self))
        return LG_PENDING;
    *out = self->handle ? 0 : EBADF;
    self->waiter.phase = LG__WAITER_FINISHED;
    return LG_READY;
}

void lg_signal_waiting_drop(struct lg_signal_waiting *self)
{
    if (self->handle)
        lg__waiter_leave(&self->waiter, &self->handle->waiters);
}
