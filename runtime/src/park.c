#include "posix.h"

#include "atomics.h"
#include "park.h"

#include <time.h>
#include <unistd.h>

enum state {
    NO_PERMIT,
    PERMIT,
    SLEEPING,  /* on `woken`, or about to, with the mutex */
    IN_DRIVER, /* in driver->poll, or about to */
};

int lg__parker_init(struct lg__parker *parker)
{
    *parker = (struct lg__parker){.state = NO_PERMIT};
    pthread_condattr_t monotonic;
    int error = pthread_condattr_init(&monotonic);
    if (error)
        return error;
    error = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    if (!error)
        error = pthread_cond_init(&parker->woken, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (error)
        return error;
    error = pthread_mutex_init(&parker->mutex, NULL);
    if (error)
        pthread_cond_destroy(&parker->woken);
    return error;
}

void lg__parker_end(struct lg__parker *parker)
{
    pthread_mutex_destroy(&parker->mutex);
    pthread_cond_destroy(&parker->woken);
}

/* `ns` from now, at most an hour: waking early is harmless. */
static struct timespec time_after(uint64_t ns)
{
    const uint64_t second = 1000000000;
    struct timespec end;
    if (ns > 3600 * second)
        ns = 3600 * second;
    clock_gettime(CLOCK_MONOTONIC, &end);
    ns += (uint64_t)end.tv_nsec;
    end.tv_sec += (time_t)(ns / second);
    end.tv_nsec = (long)(ns % second);
    return end;
}

/* From NO_PERMIT to `state`. False: there is a permit. */
static bool begin(struct lg__parker *parker, int state)
{
    int expected = NO_PERMIT;
    return lg__cas_acq_rel(&parker->state, &expected, state); /* releases `driver` to lg__unpark */
}

/* Takes the permit, if there is one; the acquire pairs with the release in lg__unpark. */
static void end(struct lg__parker *parker)
{
    lg__exchange_acquire(&parker->state, NO_PERMIT);
}

static void sleep_on_condition(struct lg__parker *parker, uint64_t ns)
{
    struct timespec until;
    if (ns != UINT64_MAX)
        until = time_after(ns);
    int error = 0;
    pthread_mutex_lock(&parker->mutex);
    if (begin(parker, SLEEPING))
        while (lg__load_relaxed(&parker->state) == SLEEPING && !error)
            error = ns == UINT64_MAX ? pthread_cond_wait(&parker->woken, &parker->mutex)
                                     : pthread_cond_timedwait(&parker->woken, &parker->mutex, &until);
    end(parker);
    pthread_mutex_unlock(&parker->mutex);
}

static bool has_permit(struct lg__parker *parker)
{
    return lg__load_relaxed(&parker->state) == PERMIT;
}

static bool has_other_processors(void)
{
    static _Atomic(long) processors;
    if (lg__load_relaxed(&processors) == 0)
        lg__store_relaxed(&processors, sysconf(_SC_NPROCESSORS_ONLN));
    return lg__load_relaxed(&processors) > 1;
}

/* Looks for a permit for some microseconds: sleeping and being woken takes longer, and two threads that work for each
 * other have an answer before. Where none came, again and again, that is left out for so many times. */
static bool comes_soon(struct lg__parker *parker)
{
    enum { LOOKS = 400, MOST_IN_VAIN = 16 };
    if (lg__alone() || !has_other_processors())
        return false;
    if (parker->skip > 0) {
        parker->skip--;
        return false;
    }
    for (unsigned i = 0; i < LOOKS; i++) {
        if (has_permit(parker)) {
            parker->vain = 0;
            return true;
        }
        lg__pause();
    }
    parker->vain += parker->vain < MOST_IN_VAIN;
    parker->skip = parker->vain;
    return false;
}

void lg__park(struct lg__parker *parker, struct lg__driver *driver, uint64_t ns)
{
    if (driver) {
        if (parker->driver != driver) /* who has seen IN_DRIVER before may just be reading it */
            parker->driver = driver;
        bool slept = begin(parker, IN_DRIVER);
        driver->poll(driver, slept ? ns : 0);
        end(parker);
    } else if (has_permit(parker) || comes_soon(parker)) {
        end(parker);
    } else {
        sleep_on_condition(parker, ns);
    }
}

void lg__unpark(struct lg__parker *parker)
{
    switch (lg__exchange_acq_rel(&parker->state, PERMIT)) {
    case SLEEPING:
        /* Between SLEEPING and its wait the thread holds the mutex: after this it waits, or has seen the permit. */
        pthread_mutex_lock(&parker->mutex);
        pthread_cond_signal(&parker->woken);
        pthread_mutex_unlock(&parker->mutex);
        break;
    case IN_DRIVER:
        parker->driver->unpark(parker->driver);
        break;
    default:
        break;
    }
}
