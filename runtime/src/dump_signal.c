/* dump_signal.c: the dump when a signal comes. Its handler does what a handler may, post a semaphore; the rest is a
 * thread's. */
#include "posix.h"

#include "threads.h"

#include <errno.h>
#include <lifeguard/dump.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* guards the start of the thread */
static bool started;
static sem_t asked;

static void handle(int number)
{
    (void)number;
    int before = errno;
    sem_post(&asked);
    errno = before;
}

static void *dump_when_asked(void *data)
{
    for (;;)
        if (sem_wait(&asked) == 0)
            lg_dump_tasks(stderr);
    return data;
}

/* 0 or an errno. */
static int start(void)
{
    pthread_t thread;
    if (sem_init(&asked, 0, 0) != 0)
        return errno;
    int error = lg__thread_start(&thread, dump_when_asked, NULL, "lifeguard-dump", 0);
    if (error) {
        sem_destroy(&asked);
        return error;
    }
    pthread_detach(thread);
    return 0;
}

int lg_dump_on_signal(int number)
{
    pthread_mutex_lock(&lock);
    int error = started ? 0 : start();
    started = started || !error;
    pthread_mutex_unlock(&lock);
    if (error)
        return error;
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    return sigaction(number, &action, NULL) == 0 ? 0 : errno;
}
