// RUN: %cc_runtime -O2 %plugin %s -o %t && %t
// RUN: %cc_asan %plugin %s -o %t.asan && %t.asan
// The library's threads get no signals but those that they cause themselves: one for the whole process, which this
// thread has blocked, waits for this thread, and ends nothing, whatever threads there are: workers, a pool, one that
// looks for slow polls, one that dumps, and those of futures polled by hand.
#include "io.h"
#include <lifeguard/blocking.h>
#include <lifeguard/dump.h>
#include <lifeguard/signal.h>
#include <signal.h>

static void nothing(void *unused)
{
    (void)unused;
}

async void use_pool(void)
{
    CHECK_INT(await lg_blocking(nothing, NULL), 0);
}

static int threads(void)
{
    int count = -2; /* "." and ".." */
    DIR *folder = opendir("/proc/self/task");
    CHECK(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

int main(void)
{
    const lg_runtime_options options = {.workers = 2, .slow_poll_ms = 1000};
    lg_stream one = {0}, other = {0};
    lg_signal heard = {0};
    int error, before = threads(), signal;
    char byte;
    size_t got;

    /* All there are. */
    lg_runtime *runtime = lg_runtime_new(&options);
    CHECK(runtime);
    block_on_in(runtime, use_pool());
    CHECK_INT(lg_dump_on_signal(SIGUSR2), 0);
    CHECK_INT(lg_signal_open(&heard, SIGHUP), 0);
    lg_context *by_hand = lg_context_noop();
    struct lg_sleep sleep;
    lg_sleep_init(&sleep, 1000000);
    CHECK_INT(lg_sleep_poll(&sleep, by_hand), LG_PENDING);
    CHECK_INT(lg_stream_pair(&one, &other), 0);
    struct lg_transfer reading;
    lg_read_init(&reading, &one, &byte, 1, &got);
    CHECK_INT(lg_read_poll(&reading, by_hand, &error), LG_PENDING);
    CHECK_INT(threads() - before, 2 + 1 + 1 + 1 + 1 + 1 + 1);

    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK_INT(pthread_sigmask(SIG_BLOCK, &set, &old), 0);
    for (int i = 0; i < 20; i++) {
        CHECK_INT(kill(getpid(), SIGUSR1), 0); /* its action is to end the process, by the first thread that takes it */
        CHECK_INT(sigwait(&set, &signal), 0);
        CHECK_INT(signal, SIGUSR1);
    }

    lg_read_drop(&reading);
    lg_stream_drop(&one);
    lg_stream_drop(&other);
    lg_sleep_drop(&sleep);
    lg_signal_drop(&heard);
    lg_runtime_drop(runtime);
    return 0;
}
