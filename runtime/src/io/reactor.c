/* reactor.c: the reactor on libevent.
 *
 * The event base is used by one thread at a time, which has the `turn`: whoever polls, also while it sleeps. So others
 * put what they want to change into a queue, and then take the turn and apply it, or, where somebody has the turn, ring
 * the alarm: whoever polls applies what is queued first. What is not wanted any more needs no alarm: closing a
 * descriptor ends its reports. Changes are applied in the order they came in; so a number that was closed and is
 * another descriptor's now is forgotten first and watched afterwards.
 *
 * A watch lies between a source and a reactor: allocated when a source is watched, unlinked by the reactor when it is
 * not wanted any more, or when the reactor ends; the source may by then have another. It is held by both sides, and
 * holds the memory of both. */
#include "../posix.h"

#include "../driver.h"
#include "../poison.h"
#include "../wait_list.h"
#include "process_reactor.h"
#include "reactor.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct lg__watch {
    struct lg__source *source;
    struct lg__reactor *reactor;
    _Atomic(uint32_t) references; /* the source's or whoever forgets it, the reactor's */
    _Atomic(bool) wanted;         /* cleared once */
    struct event event;           /* with the turn, as is `added` */
    bool added;
    bool queued;                    /* with the reactor's lock, as are the links */
    struct lg__watch *next_change;  /* while queued */
    struct lg__watch *next, **link; /* in the list of all; `link` is NULL once it was taken out, for good */
};

struct lg__reactor {
    struct lg__driver driver;     /* first: a driver is a reactor */
    _Atomic(uint32_t) references; /* the driver's, each watch's */
    struct event_base *base;      /* with the turn, as are the next two */
    struct event alarm, timer;
    int alarm_fd;
    _Atomic(bool) ringing; /* the alarm rings, or is about to */
    struct lg__lock turn;  /* taken by lg__try_lock but by who may wait: it is held while a poll sleeps */
    struct lg__lock lock;  /* guards what follows */
    struct lg__watch *first_change, *last_change;
    struct lg__watch *watches; /* all */
    bool closed;
};

static void release_reactor(struct lg__reactor *reactor)
{
    if (lg__fetch_sub_acq_rel(&reactor->references, 1u) > 1)
        return;
    close(reactor->alarm_fd); /* not earlier: who still forgets a source may ring */
    free(reactor);
}

static void release_watch(struct lg__watch *watch)
{
    if (lg__fetch_sub_acq_rel(&watch->references, 1u) > 1)
        return;
    lg__source_release(watch->source);
    release_reactor(watch->reactor);
    free(watch);
}

/* Reports. */

static void on_ready(evutil_socket_t fd, short what, void *data)
{
    (void)fd;
    struct lg__watch *watch = data;
    uint32_t bits = (what & EV_READ ? LG__IN_DRY : 0u) | (what & EV_WRITE ? LG__OUT_FULL : 0u) |
                    (what & EV_CLOSED ? LG__ENDED | LG__IN_DRY : 0u);
    lg__source_report(watch->source, bits);
}

static void on_alarm(evutil_socket_t fd, short what, void *data)
{
    (void)what;
    struct lg__reactor *reactor = data;
    uint64_t count;
    ssize_t got = read(fd, &count, sizeof count);
    (void)got;
    /* Who rings before this finds it ringing: its reason is looked at after the poll that is returning. */
    lg__exchange_acquire(&reactor->ringing, false);
}

static void on_time(evutil_socket_t fd, short what, void *data)
{
    (void)fd, (void)what, (void)data; /* the poll returns */
}

static void ring(struct lg__reactor *reactor)
{
    if (lg__exchange_release(&reactor->ringing, true))
        return;
    const uint64_t one = 1;
    while (write(reactor->alarm_fd, &one, sizeof one) == -1 && errno == EINTR)
        ;
}

/* Changes. */

/* The descriptor may be closed already, and its number be another's: the system then has nothing to take away under
 * this number, and says so. With the turn. */
static void unwatch(struct lg__watch *watch)
{
    lg__tsan_ignore_begin(); /* which would see a race for the number */
    if (watch->added)
        event_del(&watch->event);
    watch->added = false;
    lg__tsan_ignore_end();
}

/* With the turn, without the lock. */
static void apply(struct lg__watch *watch)
{
    struct lg__reactor *reactor = watch->reactor;
    if (lg__load_acquire(&watch->wanted)) {
        if (watch->added)
            return;
        struct lg__source *source = watch->source;
        const short what = EV_READ | EV_WRITE | EV_CLOSED | EV_ET | EV_PERSIST;
        errno = 0;
        lg__tsan_ignore_begin(); /* as in unwatch: that it is to be forgotten stands in the queue */
        watch->added = event_assign(&watch->event, reactor->base, source->fd, what, on_ready, watch) == 0 &&
                       event_add(&watch->event, NULL) == 0;
        lg__tsan_ignore_end();
        if (!watch->added) {
            lg__store_release(&source->error, errno ? errno : ENOMEM);
            lg__source_report(source, LG__IN_DRY | LG__OUT_FULL); /* who waits is told by the next wait */
        }
        return;
    }
    unwatch(watch);
    lg__lock(&reactor->lock);
    bool again = watch->queued; /* while an earlier change was taken from the queue it became unwanted */
    if (!again) {
        *watch->link = watch->next;
        if (watch->next)
            watch->next->link = watch->link;
        watch->link = NULL;
    }
    lg__unlock(&reactor->lock);
    if (!again)
        release_watch(watch);
}

/* With the turn. */
static void apply_changes(struct lg__reactor *reactor)
{
    for (;;) {
        lg__lock(&reactor->lock);
        struct lg__watch *watch = reactor->first_change;
        if (watch) {
            reactor->first_change = watch->next_change;
            watch->queued = false;
        }
        lg__unlock(&reactor->lock);
        if (!watch)
            return;
        apply(watch);
    }
}

/* Queues the watch, and has it looked at: at once if it is new. The reactor outlives this by the caller's reference to
 * the watch. */
static void change(struct lg__watch *watch, bool is_new)
{
    struct lg__reactor *reactor = watch->reactor;
    lg__lock(&reactor->lock);
    bool closed = reactor->closed;
    if (!closed && is_new) {
        watch->next = reactor->watches;
        watch->link = &reactor->watches;
        if (watch->next)
            watch->next->link = &watch->next;
        reactor->watches = watch;
    }
    if (!closed && !watch->queued && watch->link) {
        watch->queued = true;
        watch->next_change = NULL;
        if (reactor->first_change)
            reactor->last_change->next_change = watch;
        else
            reactor->first_change = watch;
        reactor->last_change = watch;
    }
    lg__unlock(&reactor->lock);
    if (closed)
        return;
    if (lg__try_lock(&reactor->turn)) {
        apply_changes(reactor);
        lg__unlock(&reactor->turn);
    } else if (is_new) { /* the others can wait */
        ring(reactor);
    }
}

/* The driver. */

static struct lg__reactor *reactor_of_driver(struct lg__driver *driver)
{
    return (struct lg__reactor *)driver;
}

static void poll_reactor(struct lg__driver *driver, uint64_t ns)
{
    struct lg__reactor *reactor = reactor_of_driver(driver);
    lg__lock(&reactor->turn);
    apply_changes(reactor);
    if (ns == 0) {
        event_base_loop(reactor->base, EVLOOP_NONBLOCK);
    } else {
        if (ns != UINT64_MAX) {
            const uint64_t us = ns / 1000 + 1, second = 1000000, hour = 3600 * second; /* waking early is harmless */
            struct timeval after = {(time_t)((us < hour ? us : hour) / second), (suseconds_t)(us % second)};
            event_add(&reactor->timer, &after);
        } else if (event_pending(&reactor->timer, EV_TIMEOUT, NULL)) {
            event_del(&reactor->timer);
        }
        event_base_loop(reactor->base, EVLOOP_ONCE);
    }
    lg__unlock(&reactor->turn);
}

static void unpark_reactor(struct lg__driver *driver)
{
    ring(reactor_of_driver(driver));
}

/* Takes the watch from its source, which is told to look for another reactor. With the turn; the reactor is closed. */
static void orphan(struct lg__watch *watch)
{
    struct lg__source *source = watch->source;
    unwatch(watch);
    lg__lock(&source->lock);
    bool its = source->watch == watch;
    if (its) {
        source->watch = NULL;
        lg__store_relaxed(&source->reactor, NULL);
    }
    lg__unlock(&source->lock);
    lg__source_report(source, LG__IN_DRY | LG__OUT_FULL);
    if (its)
        release_watch(watch);
    release_watch(watch); /* NOLINT(clang-analyzer-unix.Malloc): the source's reference was another one */
}

static void close_reactor(struct lg__driver *driver)
{
    struct lg__reactor *reactor = reactor_of_driver(driver);
    lg__lock(&reactor->turn);
    apply_changes(reactor);
    lg__lock(&reactor->lock);
    reactor->closed = true;
    reactor->first_change = NULL;
    struct lg__watch *watch = reactor->watches;
    lg__unlock(&reactor->lock);
    for (struct lg__watch *next; watch; watch = next) {
        next = watch->next;
        orphan(watch);
    }
    event_del(&reactor->alarm);
    event_del(&reactor->timer);
    event_base_free(reactor->base);
    lg__unlock(&reactor->turn);
}

static void drop_reactor(struct lg__driver *driver)
{
    release_reactor(reactor_of_driver(driver));
}

/* Of one that nobody has used. */
static void discard(struct lg__driver *driver)
{
    close_reactor(driver);
    drop_reactor(driver);
}

/* What libevent has to say of calls that fail: their errors are returned to whoever can do something about them. */
static void say_nothing(int severity, const char *message)
{
    (void)severity, (void)message;
}

/* Whether there are the descriptors that an event base takes: an epoll instance, and a pipe for signals. Without these
 * two libevent would end the program. (Where another thread takes the last ones right after this, it still does.) */
static bool has_descriptors(void)
{
    enum { TAKEN = 3 };
    int fds[TAKEN], count = 0;
    while (count < TAKEN && (fds[count] = eventfd(0, EFD_CLOEXEC)) != -1)
        count++;
    int error = errno;
    for (int i = 0; i < count; i++)
        close(fds[i]);
    errno = error;
    return count == TAKEN;
}

/* An event base that is edge-triggered and says when a peer has shut down, and whose locks are ours; NULL with errno.
 */
static struct event_base *new_base(void)
{
    event_set_log_callback(say_nothing);
    struct event_config *config = event_config_new();
    errno = 0;
    struct event_base *base = NULL;
    if (config && event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_IGNORE_ENV) == 0 &&
        event_config_require_features(config, EV_FEATURE_ET | EV_FEATURE_EARLY_CLOSE) == 0)
        base = event_base_new_with_config(config);
    int error = errno ? errno : ENOMEM;
    if (config)
        event_config_free(config);
    errno = error;
    return base;
}

struct lg__driver *lg__reactor_new(void)
{
    struct lg__reactor *reactor = malloc(sizeof *reactor);
    if (!reactor) {
        errno = ENOMEM;
        return NULL;
    }
    *reactor =
        (struct lg__reactor){.driver = {poll_reactor, unpark_reactor, close_reactor, drop_reactor}, .references = 1};
    reactor->alarm_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    reactor->base = reactor->alarm_fd != -1 && has_descriptors() ? new_base() : NULL;
    if (!reactor->base) {
        int error = errno;
        if (reactor->alarm_fd != -1)
            close(reactor->alarm_fd);
        free(reactor);
        errno = error;
        return NULL;
    }
    event_assign(&reactor->timer, reactor->base, -1, 0, on_time, NULL);
    event_assign(&reactor->alarm, reactor->base, reactor->alarm_fd, EV_READ | EV_ET | EV_PERSIST, on_alarm, reactor);
    errno = 0;
    if (event_add(&reactor->alarm, NULL)) {
        int error = errno ? errno : ENOMEM;
        discard(&reactor->driver);
        errno = error;
        return NULL;
    }
    return &reactor->driver;
}

/* The reactor of the context; NULL with errno. */
static struct lg__reactor *reactor_of(lg_context *cx)
{
    if (!cx->runtime) {
        struct lg__driver *driver = lg__process_reactor();
        return driver ? reactor_of_driver(driver) : NULL;
    }
    struct lg__driver *driver = lg__runtime_driver(cx->runtime);
    if (!driver) {
        struct lg__driver *made = lg__reactor_new();
        if (!made)
            return NULL;
        driver = lg__runtime_attach(cx->runtime, made);
        if (driver != made)
            discard(made);
    }
    return reactor_of_driver(driver);
}

/* Sources. */

static void forget(struct lg__watch *watch)
{
    lg__store_release(&watch->wanted, false);
    change(watch, false);
    release_watch(watch);
}

/* Has the source watched by the reactor, where it was not. 0, or ENOMEM. */
static int watch_anew(struct lg__source *source, struct lg__reactor *reactor)
{
    struct lg__watch *watch = malloc(sizeof *watch);
    if (!watch)
        return ENOMEM;
    *watch = (struct lg__watch){.source = source, .reactor = reactor, .references = 2, .wanted = true};
    lg__source_retain(source);
    lg__fetch_add_relaxed(&reactor->references, 1u);
    lg__lock(&source->lock);
    struct lg__watch *old = source->watch;
    bool faster = old && old->reactor == reactor; /* somebody else was */
    if (!faster) {
        source->watch = watch;
        lg__store_release(&source->reactor, reactor);
        lg__store_relaxed(&source->error, 0);
    }
    lg__unlock(&source->lock);
    if (faster) {
        lg__store_relaxed(&watch->references, 1u);
        release_watch(watch);
        return 0;
    }
    change(watch, true);
    if (old)
        forget(old);
    return 0;
}

int lg__reactor_watch(struct lg__source *source, lg_context *cx)
{
    struct lg__reactor *reactor = reactor_of(cx);
    if (!reactor)
        return errno;
    int error = 0;
    if (lg__load_acquire(&source->reactor) != reactor)
        error = watch_anew(source, reactor);
    return error ? error : lg__load_acquire(&source->error);
}

void lg__reactor_forget(struct lg__source *source)
{
    lg__lock(&source->lock);
    struct lg__watch *watch = source->watch;
    source->watch = NULL;
    lg__store_relaxed(&source->reactor, NULL);
    lg__unlock(&source->lock);
    if (watch)
        forget(watch);
}
