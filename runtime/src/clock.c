#include "posix.h"

#include "atomics.h"
#include "clock.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static pthread_once_t started = PTHREAD_ONCE_INIT;
static _Atomic(bool) has_started;
uint64_t lg__clock_epoch; /* CLOCK_MONOTONIC when the process's clock showed 0; a debugger finds it by this name */
static struct lg__clock process;
static lg__thread_local struct lg__clock *in_use;

static uint64_t monotonic_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void start(void)
{
    const char *mode = getenv("LIFEGUARD_CLOCK");
    lg__clock_epoch = monotonic_ns();
    if (mode && strcmp(mode, "paused") == 0)
        lg__clock_init_paused(&process);
    lg__store_release(&has_started, true);
}

static void start_paused(void)
{
    start();
    lg__clock_init_paused(&process);
}

struct lg__clock *lg__process_clock(void)
{
    if (!lg__load_acquire(&has_started)) /* saves the call: pairs with start */
        pthread_once(&started, start);
    return &process;
}

void lg__clock_init_paused(struct lg__clock *clock)
{
    lg__store_relaxed(&clock->now, 0);
    lg__store_release(&clock->paused, true);
}

void lg__process_clock_pause(void)
{
    pthread_once(&started, start_paused); /* nobody has looked yet: it stops at 0 */
    if (!lg__clock_paused(&process)) {
        lg__clock_jump(&process, monotonic_ns() - lg__clock_epoch);
        lg__store_release(&process.paused, true); /* pairs with lg__clock_paused */
    }
}

bool lg__clock_paused(struct lg__clock *clock)
{
    return lg__load_acquire(&clock->paused); /* pairs with whoever paused it: `now` is set */
}

lg_instant lg__clock_now(struct lg__clock *clock)
{
    return lg__clock_paused(clock) ? lg__load_relaxed(&clock->now) : monotonic_ns() - lg__clock_epoch;
}

void lg__clock_add(struct lg__clock *clock, uint64_t ns)
{
    lg__clock_jump(clock, lg__later(lg__load_relaxed(&clock->now), ns));
}

void lg__clock_jump(struct lg__clock *clock, lg_instant instant)
{
    lg_instant now = lg__load_relaxed(&clock->now);
    while (now < instant && !lg__cas_relaxed(&clock->now, &now, instant))
        ;
}

struct lg__clock *lg__clock_use(struct lg__clock *clock)
{
    struct lg__clock *before = in_use;
    in_use = clock;
    return before;
}

struct lg__clock *lg__clock_in_use(void)
{
    return in_use ? in_use : lg__process_clock();
}

lg_instant lg_now(void)
{
    return lg__clock_now(lg__clock_in_use());
}

uint64_t lg_now_ms(void)
{
    return lg_now() / LG_NS_PER_MS;
}

bool lg_clock_is_paused(void)
{
    return lg__clock_paused(lg__clock_in_use());
}
