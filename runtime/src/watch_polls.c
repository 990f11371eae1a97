#include "posix.h"

#include "park.h"
#include "threads.h"
#include "watch_polls.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

/* What was seen of one thread. */
struct sight {
    uint64_t polls;
    uint64_t since; /* when it was first seen like that */
    bool reported;
};

struct lg__watch_polls {
    uint64_t ms;
    void (*slow_poll)(void *data, const lg_slow_poll *poll);
    void *data;
    unsigned char *counts;
    unsigned count;
    size_t stride;
    _Atomic(uint64_t) found;
    _Atomic(bool) ending;
    struct lg__parker parker;
    pthread_t thread;
    struct sight sights[];
};

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void look_at(struct lg__watch_polls *watch, unsigned index)
{
    struct lg__worker_counts *counts = (struct lg__worker_counts *)(void *)(watch->counts + index * watch->stride);
    struct sight *sight = &watch->sights[index];
    uint64_t polls = lg__load_acquire(&counts->polls), now = now_ms();
    const lg_future_type *type = lg__load_relaxed(&counts->polling);
    if (polls != sight->polls || !type) {
        *sight = (struct sight){polls, now, false};
    } else if (!sight->reported && now - sight->since >= watch->ms) {
        sight->reported = true;
        lg__fetch_add_relaxed(&watch->found, 1);
        const lg_slow_poll poll = {type->name, index, now - sight->since};
        if (watch->slow_poll)
            watch->slow_poll(watch->data, &poll);
    }
}

static void *watch_them(void *data)
{
    struct lg__watch_polls *watch = data;
    uint64_t ns = watch->ms * 1000000 / 4;
    while (!lg__load_relaxed(&watch->ending)) {
        for (unsigned i = 0; i < watch->count; i++)
            look_at(watch, i);
        lg__park(&watch->parker, NULL, ns);
    }
    return NULL;
}

struct lg__watch_polls *lg__watch_polls_new(const lg_runtime_options *options, const char *name,
                                            struct lg__worker_counts *counts, unsigned count, size_t stride)
{
    struct lg__watch_polls *watch = calloc(1, sizeof *watch + count * sizeof *watch->sights);
    if (!watch) {
        errno = ENOMEM;
        return NULL;
    }
    watch->ms = options->slow_poll_ms;
    watch->slow_poll = options->slow_poll;
    watch->data = options->slow_poll_data;
    watch->counts = (unsigned char *)counts;
    watch->count = count;
    watch->stride = stride;
    int error = lg__parker_init(&watch->parker);
    if (!error && (error = lg__thread_start(&watch->thread, watch_them, watch, name, count)))
        lg__parker_end(&watch->parker);
    if (error) {
        free(watch);
        errno = error;
        return NULL;
    }
    return watch;
}

void lg__watch_polls_drop(struct lg__watch_polls *watch)
{
    if (!watch)
        return;
    lg__store_relaxed(&watch->ending, true);
    lg__unpark(&watch->parker);
    pthread_join(watch->thread, NULL);
    lg__parker_end(&watch->parker);
    free(watch);
}

uint64_t lg__watch_polls_count(struct lg__watch_polls *watch)
{
    return watch ? lg__load_relaxed(&watch->found) : 0;
}
