/* check.h: for the tests of the language: checks, a log, and the leaf futures that they await.
 *
 * The leaves are written by hand, so that a test of one construct depends on the lowering of that construct alone. */
#ifndef CHECK_H
#define CHECK_H

#include <lifeguard.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                                                               \
    ((condition) ? (void)0 : (fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition), abort()))

/* What happened, in order. */
extern char log_text[2000];

/* In one file of a program. */
#define LOG char log_text[2000]

__attribute__((unused, format(printf, 1, 2))) static void note(const char *format, ...)
{
    size_t used = strlen(log_text);
    va_list arguments;
    va_start(arguments, format);
    if (used)
        log_text[used++] = ' ';
    vsnprintf(log_text + used, sizeof log_text - used, format, arguments);
    va_end(arguments);
}

/* Notes `value` and gives it back: for orders of evaluation. */
__attribute__((unused)) static int noted(int value)
{
    note("%d", value);
    return value;
}

/* Checks the log, and clears it. */
#define CHECK_LOG(should)                                                                                              \
    do {                                                                                                               \
        if (strcmp(log_text, should) != 0) {                                                                           \
            fprintf(stderr, "%s:%d: log is \"%s\", not \"%s\"\n", __FILE__, __LINE__, log_text, should);               \
            abort();                                                                                                   \
        }                                                                                                              \
        log_text[0] = '\0';                                                                                            \
    } while (0)

struct after {
    int polls, value;
};

static inline void after_init(struct after *self, int polls, int value)
{
    self->polls = polls;
    self->value = value;
}

static inline lg_poll after_poll(struct after *self, lg_context *cx, int *out)
{
    if (self->polls-- > 0) {
        lg_waker_wake_by_ref(lg_context_waker(cx));
        return LG_PENDING;
    }
    *out = self->value;
    return LG_READY;
}

static inline void after_drop(struct after *self)
{
    note("drop:%d", self->value);
}

/* await after(polls, value): pending for that many polls, then `value`; notes its drop. */
lg_leaf(struct after, after_init, after_poll, after_drop) int after(int polls, int value);

struct later {
    struct after after;
};

static inline void later_init(struct later *self, int value)
{
    after_init(&self->after, 1, value);
}

static inline lg_poll later_poll(struct later *self, lg_context *cx, int *out)
{
    return after_poll(&self->after, cx, out);
}

static inline void later_drop(struct later *self)
{
    after_drop(&self->after);
}

/* await later(value): pending once, then `value`. */
lg_leaf(struct later, later_init, later_poll, later_drop) int later(int value);

#endif
