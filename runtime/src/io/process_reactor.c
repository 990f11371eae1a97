#include "../posix.h"

#include "../atomics.h"
#include "../threads.h"
#include "process_reactor.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards the beginning */
static _Atomic(struct lg__driver *) reactor;
static pthread_t thread;
static _Atomic(bool) ending;

static void *drive(void *data)
{
    struct lg__driver *driver = data;
    while (!lg__load_acquire(&ending))
        driver->poll(driver, UINT64_MAX);
    return NULL;
}

/* The reactor itself stays: futures may still refer to it. */
static void end(void)
{
    struct lg__driver *driver = lg__load_relaxed(&reactor);
    lg__store_release(&ending, true);
    driver->unpark(driver);
    if (!pthread_equal(thread, pthread_self())) /* unless a waker called exit */
        pthread_join(thread, NULL);
}

/* With the mutex. */
static struct lg__driver *begin(void)
{
    struct lg__driver *driver = lg__reactor_new();
    if (!driver)
        return NULL;
    int error = lg__thread_start(&thread, drive, driver, "lg-reactor", 0);
    if (error) {
        driver->close(driver);
        driver->drop(driver);
        errno = error == EAGAIN ? ENOMEM : error; /* EAGAIN would say to who waits that there is nothing yet */
        return NULL;
    }
    lg__store_release(&reactor, driver);
    atexit(end);
    return driver;
}

struct lg__driver *lg__process_reactor(void)
{
    struct lg__driver *driver = lg__load_acquire(&reactor); /* pairs with the store in begin */
    if (driver)
        return driver;
    pthread_mutex_lock(&mutex);
    driver = lg__load_relaxed(&reactor);
    if (!driver)
        driver = begin();
    pthread_mutex_unlock(&mutex);
    return driver;
}
