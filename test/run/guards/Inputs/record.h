/* record.h: what happens to guards, as words, and a driver that tries every cancellation.
 *
 * Whatever is of interest adds one word to the record:
 *
 * | word     | what happened                                                                             |
 * |----------|-------------------------------------------------------------------------------------------|
 * | a        | guard a was begun, or the program said "a"                                                |
 * | +a -a !a | a's on_resume, on_suspend, on_cancel ran                                                  |
 * | ~a       | a's cleanup ran                                                                           |
 * | x? x= x# | the leaf future x was polled and is pending; was polled and is ready; was dropped         |
 * | done     | the future is ready; done:7 where its result is an int                                    |
 * | (…)      | something went wrong                                                                      |
 *
 * WALK(f, …) at file scope, then CHECK_WALK(f, …): takes a future of f, polls it k times and drops it, for every k from
 * 0 until it is ready, and compares the record with what the test expects: of the first poll, of a drop after that, of
 * the second poll, of a drop after that, and so on up to the last poll. That nothing happens in a drop before the first
 * poll and in one after the last is a rule for every future, and checked of every one. */
#ifndef RECORD_H
#define RECORD_H

#include <lifeguard.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char record_text[4096];
static int record_failures;

__attribute__((unused, format(printf, 1, 2))) static void say(const char *format, ...)
{
    size_t used = strlen(record_text);
    va_list arguments;
    va_start(arguments, format);
    if (used)
        record_text[used++] = ' ';
    vsnprintf(record_text + used, sizeof record_text - used, format, arguments);
    va_end(arguments);
}

/* --- What every guard here can do: it must be active exactly while its future executes, and stay where it is --- */

typedef struct guard_state {
    const char *name;
    const void *at; /* where it was seen; NULL: nowhere yet */
    bool suspended;
} guard_state;

static inline guard_state guard_begin(const char *name)
{
    say("%s", name);
    return (guard_state){.name = name};
}

static inline void guard_changes(guard_state *self, char sign, bool suspended, bool suspends)
{
    say("%c%s", sign, self->name);
    if (self->at && self->at != self)
        say("(moved)");
    if (self->suspended != suspended)
        say("(was %s)", self->suspended ? "suspended" : "active");
    self->at = self;
    self->suspended = suspends;
}

/* tracked: a guard with on_resume and on_suspend; a lg_scoped(tracked) has a cleanup too. */
typedef struct lifecycle(tracked_on_resume, tracked_on_suspend) tracked {
    guard_state state;
} tracked;

static inline tracked track(const char *name)
{
    return (tracked){guard_begin(name)};
}

static inline void tracked_on_resume(tracked *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '+', true, false);
}

static inline void tracked_on_suspend(tracked *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '-', false, true);
}

static inline void tracked_drop(tracked *self)
{
    guard_changes(&self->state, '~', false, false);
}

/* unscoped(tracked) a = …: a guard without a cleanup; to C it is a variable that nobody uses. */
#define unscoped(T) __attribute__((unused)) T

/* revoked: a guard with on_cancel besides; cancelled, it is still suspended. */
typedef struct lifecycle(revoked_on_resume, revoked_on_suspend, revoked_on_cancel) revoked {
    guard_state state;
} revoked;

static inline revoked revocable(const char *name)
{
    return (revoked){guard_begin(name)};
}

static inline void revoked_on_resume(revoked *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '+', true, false);
}

static inline void revoked_on_suspend(revoked *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '-', false, true);
}

static inline void revoked_on_cancel(revoked *self, lg_context *cx)
{
    (void)cx;
    guard_changes(&self->state, '!', true, true);
}

static inline void revoked_drop(revoked *self)
{
    guard_changes(&self->state, '~', false, false);
}

/* plain: a cleanup and no hooks. */
typedef struct plain {
    const char *name;
} plain;

static inline plain plainly(const char *name)
{
    say("%s", name);
    return (plain){name};
}

static inline void plain_drop(plain *self)
{
    say("~%s", self->name);
}

/* --- Leaf futures: pending as often as they are told, then ready --- */

struct pends {
    const char *name;
    int left, result;
};

static inline void pends_init(struct pends *self, const char *name, int times, int result)
{
    *self = (struct pends){name, times, result};
}

static inline lg_poll pends_poll(struct pends *self, lg_context *cx, int *out)
{
    (void)cx;
    if (self->left-- > 0) {
        say("%s?", self->name);
        return LG_PENDING;
    }
    say("%s=", self->name);
    *out = self->result;
    return LG_READY;
}

static inline void pends_drop(struct pends *self)
{
    say("%s#", self->name);
}

/* await pend(name, times, result): `result`, after `times` polls that say pending. */
lg_leaf(struct pends, pends_init, pends_poll, pends_drop) int pend(const char *name, int times, int result);

struct pends_once {
    struct pends pends;
};

static inline void once_init(struct pends_once *self, const char *name)
{
    pends_init(&self->pends, name, 1, 0);
}

static inline lg_poll once_poll(struct pends_once *self, lg_context *cx)
{
    int nothing;
    return pends_poll(&self->pends, cx, &nothing);
}

static inline void once_drop(struct pends_once *self)
{
    pends_drop(&self->pends);
}

/* await once(name): one poll that says pending. */
lg_leaf(struct pends_once, once_init, once_poll, once_drop) void once(const char *name);

/* --- The driver --- */

typedef lg_future *(*start_function)(void);

/* WALK(f, arguments…): f can be walked, with these arguments. */
#define WALK(function, ...)                                                                                            \
    static lg_future *start_##function(void)                                                                           \
    {                                                                                                                  \
        return future(function(__VA_ARGS__));                                                                          \
    }

/* Compares the record with what it should be, and clears it. */
__attribute__((unused)) static void check_record(const char *file, int line, const char *when, const char *should)
{
    if (strcmp(record_text, should) != 0) {
        fprintf(stderr, "%s:%d: %s:\n      is \"%s\"\n  should \"%s\"\n", file, line, when, record_text, should);
        record_failures++;
    }
    record_text[0] = '\0';
}

#define CHECK_RECORD(should) check_record(__FILE__, __LINE__, "so far", should)

/* One poll, whose record ends in "done" where it says so. */
__attribute__((unused)) static lg_poll poll_once(lg_future *future_, lg_context *cx)
{
    bool is_int = lg_future_type_of(future_)->out_size == sizeof(int);
    int result = -1;
    lg_poll poll = lg_future_poll(future_, cx, is_int ? &result : NULL);
    if (poll == LG_READY && is_int)
        say("done:%d", result);
    else if (poll == LG_READY)
        say("done");
    return poll;
}

enum { walk_limit = 100 };

/* `should` ends with NULL. */
__attribute__((unused)) static void check_walk(const char *file, int line, start_function start,
                                               const char *const should[])
{
    static const char *const ended = "(more polls than expected)";
    lg_waker waker = lg_waker_noop();
    lg_context cx;
    lg_context_init(&cx, &waker);
    bool ready = false;
    int failures = record_failures;
    for (int polls = 0; !ready && polls < walk_limit && record_failures == failures; polls++) {
        lg_future *walked = start();
        char when[64];
        int at = 0;
        for (int i = 1; i <= polls; i++) {
            ready = poll_once(walked, &cx) == LG_READY;
            snprintf(when, sizeof when, "poll %d of %d", i, polls);
            check_record(file, line, when, should[at] ? should[at] : ended);
            at += should[at] != NULL;
            if (i < polls) /* the drop that did not take place */
                at += should[at] != NULL;
        }
        lg_future_drop(walked);
        snprintf(when, sizeof when, "drop after %d polls", polls);
        check_record(file, line, when, polls == 0 || ready ? "" : should[at] ? should[at] : ended);
        if (ready && should[at]) {
            fprintf(stderr, "%s:%d: ready after %d polls, fewer than expected\n", file, line, polls);
            record_failures++;
        }
    }
}

#define CHECK_WALK(function, ...)                                                                                      \
    check_walk(__FILE__, __LINE__, start_##function, (const char *const[]){__VA_ARGS__, NULL})

/* What main returns. */
#define RECORD_STATUS (record_failures != 0)

#endif
