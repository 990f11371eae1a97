#include "posix.h"

#include "threads.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

int lg__thread_start(pthread_t *thread, void *(*run)(void *), void *data, const char *name, unsigned index)
{
    static const int own[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF};
    sigset_t blocked, before;
    sigfillset(&blocked);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&blocked, own[i]);
    pthread_sigmask(SIG_SETMASK, &blocked, &before);
    int error = pthread_create(thread, NULL, run, data);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
#ifdef __linux__
    if (!error) {
        enum { ROOM = 16 };
        char full[ROOM], number[ROOM];
        int digits = snprintf(number, sizeof number, "-%u", index);
        size_t length = strnlen(name, (size_t)(ROOM - 1 - digits));
        memcpy(full, name, length);
        memcpy(full + length, number, (size_t)digits + 1);
        pthread_setname_np(*thread, full);
    }
#else
    (void)name, (void)index;
#endif
    return error;
}
